-- Browsers in which a person was signed in before: their asking for a sign-in
-- mail is counted apart from what strangers ask for in that person's name.
CREATE TABLE people_browser (
    browser_hash BYTEA NOT NULL, -- of a cookie
    person       BYTEA NOT NULL,
    seen         BIGINT NOT NULL, -- the last signing in
    PRIMARY KEY (browser_hash, person)
);

CREATE INDEX people_browser_of ON people_browser (person);
CREATE INDEX people_browser_seen ON people_browser (seen);
