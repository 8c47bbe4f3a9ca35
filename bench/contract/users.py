"""Users: created, read, changed, deleted, with the toys that they own."""

from bench.contract.answers import has_header, json_of, no_content, problem
from bench.contract.api import UNKNOWN_ID, Api
from bench.contract.registry import check
from bench.contract.shapes import holds, is_user, refs
from bench.contract.violations import equal, require


@check("POST /users answers 201 with the user, their toys and a Location")
def _created(api: Api) -> None:
    toys = [api.new_toy(), api.new_toy()]
    body = {"name": "Ada", "email": api.unique_email(), "toy_ids": [toys[1]["id"], toys[0]["id"]]}
    answer = api.post("/users", body)
    user = is_user(json_of(answer, 201))
    holds(user, {"name": "Ada", "email": body["email"], "toys": refs(toys)})
    has_header(answer, "location", f"/users/{user['id']}")


@check("a user is read as they were created, byte for byte")
def _read(api: Api) -> None:
    toys = [api.new_toy(), api.new_toy()]
    body = {"name": "Ada", "email": api.unique_email(), "toy_ids": [toy["id"] for toy in toys]}
    created = api.post("/users", body)
    user_id = json_of(created, 201)["id"]
    equal("the user", api.get(f"/users/{user_id}").body, created.body)


@check("a user without toy_ids has no toys")
def _without_toys(api: Api) -> None:
    holds(is_user(api.new_user()), {"toys": []})


@check("a user's repeated toy_ids count once")
def _repeated_toys(api: Api) -> None:
    toy = api.new_toy()
    holds(api.new_user(toy_ids=[toy["id"], toy["id"]]), {"toys": refs([toy])})


@check("a user with an unknown toy gets 404 and is not created")
def _unknown_toy(api: Api) -> None:
    body = {"name": "Ada", "email": api.unique_email()}
    toy_ids = [api.new_toy()["id"], UNKNOWN_ID]
    answer = api.post("/users", {**body, "toy_ids": toy_ids})
    problem(answer, 404, f"toy {UNKNOWN_ID} does not exist")
    json_of(api.post("/users", body), 201)


@check("POST /users with a taken email gets 409 and creates nothing")
def _email_taken(api: Api) -> None:
    user = api.new_user()
    problem(api.post("/users", {"name": "Eve", "email": user["email"]}), 409)
    equal("users after", json_of(api.get(f"/users?after={user['id']}"))["items"], [])


@check("PATCH /users/{user_id} to a taken email gets 409 and changes nothing")
def _change_to_taken(api: Api) -> None:
    other, user = api.new_user(), api.new_user()
    path = f"/users/{user['id']}"
    problem(api.patch(path, {"name": "Eve", "email": other["email"]}), 409)
    equal("the user", json_of(api.get(path)), user)


@check("PATCH /users/{user_id} to the email that the user has already is no conflict")
def _change_to_own(api: Api) -> None:
    user = api.new_user()
    json_of(api.patch(f"/users/{user['id']}", {"email": user["email"]}))


@check("PATCH /users/{user_id} changes only what it names")
def _changed(api: Api) -> None:
    user = api.new_user(toy_ids=[api.new_toy()["id"]])
    path = f"/users/{user['id']}"
    changed = is_user(json_of(api.patch(path, {"name": "Grace"})))
    equal("the user", {**changed, "updated_at": ""}, {**user, "name": "Grace", "updated_at": ""})
    require(changed["updated_at"] > user["updated_at"], "updated_at did not move forward")
    equal("the user, read again", json_of(api.get(path)), changed)


@check("PATCH /users/{user_id} changes name and email together")
def _changed_both(api: Api) -> None:
    fields = {"name": "Grace", "email": api.unique_email()}
    user_id = api.new_user()["id"]
    holds(is_user(json_of(api.patch(f"/users/{user_id}", fields))), fields)


@check("DELETE /users/{user_id} answers 204 once, and 404 from then on")
def _deleted(api: Api) -> None:
    user_id = api.new_user(toy_ids=[api.new_toy()["id"]])["id"]
    path, gone = f"/users/{user_id}", f"user {user_id} does not exist"
    no_content(api.delete(path))
    problem(api.delete(path), 404, gone)
    problem(api.get(path), 404, gone)
    problem(api.patch(path, {"name": "Ada"}), 404, gone)


@check("deleting a user deletes their posts and keeps their toys")
def _deletes_posts(api: Api) -> None:
    toy = api.new_toy()
    user = api.new_user(toy_ids=[toy["id"]])
    post = api.new_post(author_id=user["id"])
    no_content(api.delete(f"/users/{user['id']}"))
    problem(api.get(f"/posts/{post['id']}"), 404)
    equal("the toy", json_of(api.get(f"/toys/{toy['id']}")), toy)


@check("GET /users lists users as GET /users/{user_id} shows them")
def _listed(api: Api) -> None:
    user = api.new_user(toy_ids=[api.new_toy()["id"], api.new_toy()["id"]])
    page = json_of(api.get(f"/users?after={user['id'] - 1}&limit=1"))
    equal("the listed user", list(page["items"][0].items()), list(user.items()))
