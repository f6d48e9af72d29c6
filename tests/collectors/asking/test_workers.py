"""Threads that ask: nothing is lost, nothing begins after the end."""

import threading

import pytest

from collectors.asking.workers import Workers


def test_all_that_is_given_comes_back() -> None:
    workers = Workers[int, int](4, lambda job: job * job, lambda: False)
    try:
        for job in range(100):
            workers.give(job)
        assert {workers.take() for _ in range(100)} == {job * job for job in range(100)}
    finally:
        workers.end()


def test_what_a_job_raises_is_raised_where_it_is_taken() -> None:
    workers = Workers[int, float](2, lambda job: 1 / job, lambda: False)
    workers.give(0)
    with pytest.raises(ZeroDivisionError):
        workers.take()
    workers.give(2)
    assert workers.take() == 1 / 2  # the thread goes on
    workers.end()


@pytest.mark.parametrize("how", ["ended", "stopped"])
def test_nothing_begins_after_the_end(how: str) -> None:
    begun, both, going, stopped = list[int](), threading.Barrier(3), threading.Event(), threading.Event()

    def work(job: int) -> int:
        begun.append(job)
        both.wait(10)
        assert going.wait(10)
        return job

    before = {*threading.enumerate()}
    workers = Workers[int, int](2, work, stopped.is_set)
    for job in range(20):
        workers.give(job)
    both.wait(10)
    if how == "stopped":
        stopped.set()
        assert workers.take() is None
    workers.end()
    going.set()
    for thread in {*threading.enumerate()} - before:
        thread.join(10)
        assert not thread.is_alive()
    assert sorted(begun) == [0, 1]


@pytest.mark.parametrize("done", range(6))
def test_what_is_done_waits_for_nothing_that_is_not(done: int) -> None:
    """Whoever takes is not woken for each answer, and yet none waits for the next job of its thread."""
    going = threading.Event()
    workers = Workers[int, int](1, lambda job: job or int(going.wait(10)) - 1, lambda: False)
    for job in (*range(1, done + 1), 0):
        workers.give(job)
    assert [workers.take() for _ in range(done)] == [*range(1, done + 1)]
    assert not going.is_set()
    going.set()
    assert workers.take() == 0
    workers.end()
