-- 0004_waits_by_person.sql: whether one person waits for their call, among few.

CREATE INDEX welcome_call_waits_of ON welcome_call (person) WHERE state = 1;
