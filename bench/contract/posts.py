"""Posts: created, read, changed, deleted, with author and toys."""

from bench.contract.answers import has_header, json_of, no_content, problem
from bench.contract.api import UNKNOWN_ID, Api
from bench.contract.registry import check
from bench.contract.shapes import holds, is_post, refs
from bench.contract.violations import equal, require


@check("POST /posts answers 201 with the post, its toys and a Location")
def _created(api: Api) -> None:
    author_id = api.new_user()["id"]
    toys = [api.new_toy(), api.new_toy()]
    said = {"author_id": author_id, "title": "On robots", "content": "They are kind."}
    answer = api.post("/posts", {**said, "toy_ids": [toys[1]["id"], toys[0]["id"]]})
    post = is_post(json_of(answer, 201))
    holds(post, {**said, "toys": refs(toys)})
    has_header(answer, "location", f"/posts/{post['id']}")


@check("a post is read as it was created, byte for byte")
def _read(api: Api) -> None:
    body = {"author_id": api.new_user()["id"], "title": "On robots", "content": "They are kind."}
    created = api.post("/posts", {**body, "toy_ids": [api.new_toy()["id"], api.new_toy()["id"]]})
    post_id = json_of(created, 201)["id"]
    equal("the post", api.get(f"/posts/{post_id}").body, created.body)


@check("a post without toy_ids has no toys")
def _without_toys(api: Api) -> None:
    holds(is_post(api.new_post()), {"toys": []})


@check("a post's repeated toy_ids count once")
def _repeated_toys(api: Api) -> None:
    toy = api.new_toy()
    holds(api.new_post(toy_ids=[toy["id"], toy["id"]]), {"toys": refs([toy])})


@check("a post by an unknown author gets 404")
def _unknown_author(api: Api) -> None:
    answer = api.post("/posts", {"author_id": UNKNOWN_ID, "title": "t", "content": "c"})
    problem(answer, 404, f"user {UNKNOWN_ID} does not exist")


@check("a post with an unknown toy gets 404 and is not created")
def _unknown_toy(api: Api) -> None:
    author_id = api.new_user()["id"]
    body = {"author_id": author_id, "title": "t", "content": "c", "toy_ids": [UNKNOWN_ID]}
    problem(api.post("/posts", body), 404, f"toy {UNKNOWN_ID} does not exist")
    equal("the author's posts", json_of(api.get(f"/users/{author_id}/posts"))["items"], [])


@check("PATCH /posts/{post_id} changes only what it names")
def _changed(api: Api) -> None:
    post = api.new_post(toy_ids=[api.new_toy()["id"]])
    path = f"/posts/{post['id']}"
    changed = is_post(json_of(api.patch(path, {"content": "new"})))
    equal("the post", {**changed, "updated_at": ""}, {**post, "content": "new", "updated_at": ""})
    require(changed["updated_at"] > post["updated_at"], "updated_at did not move forward")
    equal("the post, read again", json_of(api.get(path)), changed)


@check("PATCH /posts/{post_id} changes title and content together")
def _changed_both(api: Api) -> None:
    fields = {"title": "new title", "content": "new content"}
    post_id = api.new_post()["id"]
    holds(is_post(json_of(api.patch(f"/posts/{post_id}", fields))), fields)


@check("DELETE /posts/{post_id} answers 204 once, and 404 from then on")
def _deleted(api: Api) -> None:
    post_id = api.new_post(toy_ids=[api.new_toy()["id"]])["id"]
    path, gone = f"/posts/{post_id}", f"post {post_id} does not exist"
    no_content(api.delete(path))
    problem(api.delete(path), 404, gone)
    problem(api.get(path), 404, gone)
    problem(api.patch(path, {"title": "t"}), 404, gone)


@check("GET /posts and GET /users/{user_id}/posts list posts as GET /posts/{post_id} shows them")
def _listed(api: Api) -> None:
    post = api.new_post(toy_ids=[api.new_toy()["id"], api.new_toy()["id"]])
    for path in ("/posts", f"/users/{post['author_id']}/posts"):
        page = json_of(api.get(f"{path}?after={post['id'] - 1}&limit=1"))
        equal(f"the post in {path}", list(page["items"][0].items()), list(post.items()))


@check("GET /users/{user_id}/posts lists that user's posts and no others")
def _of_one_author(api: Api) -> None:
    mine = api.new_post()
    api.new_post(author_id=api.new_user()["id"])
    mine_too = api.new_post(author_id=mine["author_id"])
    listed = json_of(api.get(f"/users/{mine['author_id']}/posts"))["items"]
    equal("the posts", [post["id"] for post in listed], [mine["id"], mine_too["id"]])
