-- Who someone is: accounts, sign-in links, sessions, grants.

CREATE TABLE people_person (
    id      BYTEA PRIMARY KEY,
    name    TEXT NOT NULL,
    mail    TEXT NOT NULL, -- normalised; '' when there is none
    lang    TEXT NOT NULL, -- 'en', 'cy'
    created BIGINT NOT NULL
);

-- Whose address this is: one account per address.
CREATE TABLE people_mail (
    mail   TEXT PRIMARY KEY,
    person BYTEA NOT NULL
);

-- A signed-in browser. The token itself is in the browser's cookie only.
CREATE TABLE people_session (
    token_hash BYTEA PRIMARY KEY,
    id         BYTEA NOT NULL,  -- what the account page calls it; no secret
    person     BYTEA NOT NULL,
    created    BIGINT NOT NULL,
    seen       BIGINT NOT NULL, -- to within five minutes
    how        BIGINT NOT NULL  -- SessionHow
);

CREATE INDEX people_session_of ON people_session (person, seen);
CREATE INDEX people_session_seen ON people_session (seen);

-- A sign-in link that was asked for. Kept until it is used up or too old.
CREATE TABLE people_link (
    token_hash   BYTEA PRIMARY KEY,
    code_hash    BYTEA,          -- none: this link has no code
    browser_hash BYTEA,          -- of the cookie of the browser that asked; none: any browser
    kind         BIGINT NOT NULL, -- LinkKind
    person       BYTEA,          -- sign-in: who; none: nobody has this address
    mail         TEXT,           -- joining: the address to prove
    name         TEXT,           -- joining
    area         BYTEA,          -- joining
    lang         TEXT NOT NULL,
    then_path    TEXT NOT NULL,
    created      BIGINT NOT NULL,
    valid_until  BIGINT NOT NULL,
    used         BIGINT,
    tries        BIGINT NOT NULL -- wrong codes typed
);

CREATE INDEX people_link_of_browser ON people_link (browser_hash);
CREATE INDEX people_link_until ON people_link (valid_until);

-- Who may do what, where, for what purpose, from when to when, and why.
CREATE TABLE people_grant (
    person      BYTEA NOT NULL,
    id          BYTEA NOT NULL,
    role        BIGINT NOT NULL, -- Role
    area        BYTEA NOT NULL,
    purpose     BIGINT NOT NULL, -- Purpose
    valid_from  BIGINT NOT NULL,
    valid_until BIGINT NOT NULL,
    ended       BIGINT,          -- earlier than valid_until
    given_by    BYTEA,           -- none: the program itself
    why         TEXT NOT NULL,
    PRIMARY KEY (person, id)
);

CREATE INDEX people_grant_in ON people_grant (area, role);
CREATE INDEX people_grant_by_id ON people_grant (id);

-- The roles of a demo movement that anybody may try.
CREATE TABLE people_demo (
    role_key TEXT PRIMARY KEY,
    person   BYTEA NOT NULL
);

-- What other rooms may join with.
CREATE VIEW people_public_person AS
    SELECT id, name, lang FROM people_person;

CREATE VIEW people_public_grant AS
    SELECT person, id, role, area, purpose, valid_from,
           coalesce(ended, valid_until) AS valid_until
      FROM people_grant;
