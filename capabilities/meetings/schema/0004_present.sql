-- 0004_present.sql: at which meetings somebody was, for those who look after them.

CREATE INDEX meetings_present_person ON meetings_present (person);
