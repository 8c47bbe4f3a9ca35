"""Wire shapes: what requests may hold, and what answers look like."""

from shared.schemas.answers import (
    Author as Author,
)
from shared.schemas.answers import (
    Created as Created,
)
from shared.schemas.answers import (
    Feed as Feed,
)
from shared.schemas.answers import (
    FeedPost as FeedPost,
)
from shared.schemas.answers import (
    FieldError as FieldError,
)
from shared.schemas.answers import (
    InvalidProblem as InvalidProblem,
)
from shared.schemas.answers import (
    PostOut as PostOut,
)
from shared.schemas.answers import (
    PostPage as PostPage,
)
from shared.schemas.answers import (
    Problem as Problem,
)
from shared.schemas.answers import (
    Queries as Queries,
)
from shared.schemas.answers import (
    Slept as Slept,
)
from shared.schemas.answers import (
    Status as Status,
)
from shared.schemas.answers import (
    ToyOut as ToyOut,
)
from shared.schemas.answers import (
    ToyPage as ToyPage,
)
from shared.schemas.answers import (
    ToyRef as ToyRef,
)
from shared.schemas.answers import (
    UserOut as UserOut,
)
from shared.schemas.answers import (
    UserPage as UserPage,
)
from shared.schemas.inputs import (
    BIGINT_MAX as BIGINT_MAX,
)
from shared.schemas.inputs import (
    BulkBy as BulkBy,
)
from shared.schemas.inputs import (
    BulkQuery as BulkQuery,
)
from shared.schemas.inputs import (
    FeedQuery as FeedQuery,
)
from shared.schemas.inputs import (
    Id as Id,
)
from shared.schemas.inputs import (
    Load as Load,
)
from shared.schemas.inputs import (
    Page as Page,
)
from shared.schemas.inputs import (
    PostChange as PostChange,
)
from shared.schemas.inputs import (
    PostCreate as PostCreate,
)
from shared.schemas.inputs import (
    QueriesQuery as QueriesQuery,
)
from shared.schemas.inputs import (
    SlowQuery as SlowQuery,
)
from shared.schemas.inputs import (
    ToyBatch as ToyBatch,
)
from shared.schemas.inputs import (
    ToyChange as ToyChange,
)
from shared.schemas.inputs import (
    ToyCreate as ToyCreate,
)
from shared.schemas.inputs import (
    UserChange as UserChange,
)
from shared.schemas.inputs import (
    UserCreate as UserCreate,
)
