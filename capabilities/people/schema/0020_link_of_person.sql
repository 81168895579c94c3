-- 0020_link_of_person.sql: when a list is taken back, links that somebody of it
-- has asked for go with them.
CREATE INDEX people_link_of_person ON people_link (person);
