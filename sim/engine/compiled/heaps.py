"""Heaps in arrays: what happens next, which promise is looked at next, who is served next."""

from __future__ import annotations

from typing import Any

from sim.compiling import kernel
from sim.engine.compiled.memory import alarms_of, customers_of, events_of, jobs_of, run_of

__all__ = ["pop_alarm", "pop_entry", "pop_event", "push_alarm", "push_entry", "schedule"]


@kernel
def _event_before(a: Any, b: Any) -> bool:
    """Whether an event comes before another: by time, then by when it was scheduled."""
    return a.at < b.at or (a.at == b.at and a.sequence < b.sequence)


@kernel
def schedule(state: int, minutes: float, kind: int, job: int, mark: int, subject: float) -> int:
    """Let something happen so many minutes from now; its number, which orders what falls on one moment.

    Parameters
    ----------
    state : int
        Address of the state.
    minutes : float
        Until then, or since.
    kind : int
        Kind of the event or job.
    job : int
        Number of the job.
    mark : int
        By which the event is known to be still needed.
    subject : float
        Any number that belongs to it.
    """
    run, heap = run_of(state), events_of(state)
    run.sequence += 1
    place = run.events
    run.events += 1
    at, sequence = run.now + minutes, run.sequence
    while place > 0:
        parent = (place - 1) >> 1
        if heap[parent].at < at or (heap[parent].at == at and heap[parent].sequence < sequence):
            break
        heap[place] = heap[parent]
        place = parent
    event = heap[place]
    event.at, event.sequence, event.kind = at, sequence, kind
    event.job, event.mark, event.subject = job, mark, subject
    return sequence


@kernel
def pop_event(state: int) -> None:
    """Take the next event off the heap; it was read before.

    Parameters
    ----------
    state : int
        Address of the state.
    """
    run, heap = run_of(state), events_of(state)
    run.events -= 1
    size = run.events
    if size == 0:
        return
    last = heap[size]
    place = 0
    while True:
        child = 2 * place + 1
        if child >= size:
            break
        if child + 1 < size and _event_before(heap[child + 1], heap[child]):
            child += 1
        if _event_before(last, heap[child]):
            break
        heap[place] = heap[child]
        place = child
    heap[place] = last


@kernel
def _alarm_before(state: int, a: Any, b: Any) -> bool:
    """Whether an alarm goes off before another: of those at one moment that of the eldest contact, then by name."""
    if a.at != b.at:
        return a.at < b.at
    if a.opened != b.opened:
        return a.opened < b.opened
    if a.customer != b.customer:
        return customers_of(state)[a.customer].place < customers_of(state)[b.customer].place
    if a.number != b.number:
        return a.number < b.number
    return a.order < b.order


@kernel
def push_alarm(state: int, job: int, at: float) -> None:
    """Put the alarm of a contact on the heap.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    at : float
        Minute of the run.
    """
    run, heap, contact = run_of(state), alarms_of(state), jobs_of(state)[job]
    run.alarm_number += 1
    place = run.alarms
    run.alarms += 1
    new = heap[place]
    new.at, new.opened, new.customer, new.number = at, contact.opened, contact.customer, contact.number
    new.order, new.job, new.serial = run.alarm_number, job, contact.serial
    while place > 0:
        parent = (place - 1) >> 1
        if _alarm_before(state, heap[parent], heap[place]):
            break
        _swap_alarms(heap, parent, place)
        place = parent


@kernel
def _swap_alarms(heap: Any, one: int, other: int) -> None:
    """Exchange two alarms."""
    a, b = heap[one], heap[other]
    a.at, b.at = b.at, a.at
    a.opened, b.opened = b.opened, a.opened
    a.customer, b.customer = b.customer, a.customer
    a.number, b.number = b.number, a.number
    a.order, b.order = b.order, a.order
    a.job, b.job = b.job, a.job
    a.serial, b.serial = b.serial, a.serial


@kernel
def pop_alarm(state: int) -> None:
    """Take the next alarm off the heap; it was read before.

    Parameters
    ----------
    state : int
        Address of the state.
    """
    run, heap = run_of(state), alarms_of(state)
    run.alarms -= 1
    size = run.alarms
    if size == 0:
        return
    heap[0] = heap[size]
    place = 0
    while True:
        child = 2 * place + 1
        if child >= size:
            break
        if child + 1 < size and _alarm_before(state, heap[child + 1], heap[child]):
            child += 1
        if _alarm_before(state, heap[place], heap[child]):
            break
        _swap_alarms(heap, place, child)
        place = child


@kernel
def push_entry(heap: Any, size: int, key: float, ticket: int, job: int) -> None:
    """Queue a job: by key, then by ticket; the heap has so many entries before.

    Parameters
    ----------
    heap : structured array
        Entries of a queue.
    size : int
        Entries of the queue before.
    key : float
        Lowest first.
    ticket : int
        Lowest first among equal keys.
    job : int
        Number of the job.
    """
    place = size
    while place > 0:
        parent = (place - 1) >> 1
        if heap[parent].key < key or (heap[parent].key == key and heap[parent].ticket < ticket):
            break
        heap[place] = heap[parent]
        place = parent
    entry = heap[place]
    entry.key, entry.ticket, entry.job = key, ticket, job


@kernel
def pop_entry(heap: Any, size: int) -> None:
    """Take the first entry off a queue of so many; it was read before.

    Parameters
    ----------
    heap : structured array
        Entries of a queue.
    size : int
        Entries of the queue before.
    """
    size -= 1
    if size == 0:
        return
    key, ticket, job = heap[size].key, heap[size].ticket, heap[size].job
    place = 0
    while True:
        child = 2 * place + 1
        if child >= size:
            break
        if child + 1 < size:
            left, right = heap[child], heap[child + 1]
            if right.key < left.key or (right.key == left.key and right.ticket < left.ticket):
                child += 1
        first = heap[child]
        if key < first.key or (key == first.key and ticket < first.ticket):
            break
        heap[place] = heap[child]
        place = child
    entry = heap[place]
    entry.key, entry.ticket, entry.job = key, ticket, job
