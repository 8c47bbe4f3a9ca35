"""Toys given to users and posts, and taken away."""

from bench.contract.answers import json_of, no_content, problem
from bench.contract.api import UNKNOWN_ID, Api
from bench.contract.registry import check_each
from bench.contract.shapes import refs
from bench.contract.violations import equal

OWNERS = {"user": "user", "post": "post"}


def _new(api: Api, owner: str, *toy_ids: int) -> str:
    """Create a user or post with these toys, and return its path."""
    make = api.new_user if owner == "user" else api.new_post
    return f"/{owner}s/{make(toy_ids=list(toy_ids))['id']}"


@check_each("PUT gives a {} a toy, once and for all", OWNERS)
def _given(api: Api, owner: str) -> None:
    toys = [api.new_toy(), api.new_toy()]
    path = _new(api, owner, toys[1]["id"])
    for _ in range(2):
        no_content(api.put(f"{path}/toys/{toys[0]['id']}"))
        equal("the toys", json_of(api.get(path))["toys"], refs(toys))


@check_each("DELETE takes a toy from a {}, and may come again", OWNERS)
def _taken(api: Api, owner: str) -> None:
    gone, kept = api.new_toy(), api.new_toy()
    path = _new(api, owner, gone["id"], kept["id"])
    for _ in range(2):
        no_content(api.delete(f"{path}/toys/{gone['id']}"))
        equal("the toys", json_of(api.get(path))["toys"], refs([kept]))
    equal("the toy", json_of(api.get(f"/toys/{gone['id']}")), gone)


@check_each("an unknown toy can neither be given to a {} nor taken away", OWNERS)
def _unknown_toy(api: Api, owner: str) -> None:
    path = f"{_new(api, owner)}/toys/{UNKNOWN_ID}"
    for answer in (api.put(path), api.delete(path)):
        problem(answer, 404, f"toy {UNKNOWN_ID} does not exist")


@check_each("an unknown {} can neither get nor lose a toy", OWNERS)
def _unknown_owner(api: Api, owner: str) -> None:
    path = f"/{owner}s/{UNKNOWN_ID}/toys/{api.new_toy()['id']}"
    for answer in (api.put(path), api.delete(path)):
        problem(answer, 404, f"{owner} {UNKNOWN_ID} does not exist")
