import re
from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st

from shared.observability.sqlcommenter import comment


def test_pairs_are_sorted_and_encoded():
    tags = {"route": "/param first", "db driver": "a'b", "action": "x*/y"}
    assert comment(tags) == "/*action='x%2A%2Fy',db%20driver='a%27b',route='%2Fparam%20first'*/"


text = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.dictionaries(text, text, min_size=1))
def test_whatever_goes_in_stays_in_and_comes_out(tags: dict[str, str]):
    inside = re.fullmatch(r"/\*([\w%.~='\-,]*)\*/", comment(tags), flags=re.ASCII)[1]
    pairs = [re.fullmatch("(.*)='(.*)'", pair).groups() for pair in inside.split(",")]
    assert {unquote(key): unquote(value) for key, value in pairs} == tags
