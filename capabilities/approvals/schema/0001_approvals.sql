-- Acts that take two people: what was proposed, who stands behind it, what
-- became of it; and where such acts are stopped.

-- What a proposal would do never changes: params and digest stay as they were.
CREATE TABLE approvals_act (
    id           BYTEA PRIMARY KEY,
    kind         TEXT NOT NULL,   -- ActKind.name
    area         BYTEA NOT NULL,
    by_person    BYTEA,           -- none: the server's own terminal
    gains_person BYTEA,           -- who would gain by it
    params       TEXT NOT NULL,   -- "name value" lines
    digest       BYTEA NOT NULL,  -- of kind, area, who gains, params
    why          TEXT NOT NULL,
    proposed     BIGINT NOT NULL,
    open_until   BIGINT NOT NULL,
    state        BIGINT NOT NULL, -- ActState
    is_alone     BIGINT NOT NULL, -- 1: there was nobody else who could agree
    due          BIGINT NOT NULL, -- when it is done; 0: not before somebody agrees
    ended        BIGINT,
    ended_by_person BYTEA,
    ended_why    TEXT
);

CREATE INDEX approvals_act_in ON approvals_act (area, id);
CREATE INDEX approvals_act_open ON approvals_act (state, due);
CREATE INDEX approvals_act_digest ON approvals_act (digest);

-- Who stands behind it, by which grant. The proposer is one of them.
CREATE TABLE approvals_voice (
    act      BYTEA NOT NULL,
    person   BYTEA NOT NULL,
    grant_id BYTEA NOT NULL,
    counts   BIGINT NOT NULL, -- 0: had held the role for less than two weeks
    at       BIGINT NOT NULL,
    PRIMARY KEY (act, person)
);

-- Places in which acts are stopped, while something is contested there.
CREATE TABLE approvals_freeze (
    area      BYTEA NOT NULL,
    since     BIGINT NOT NULL,
    by_person BYTEA NOT NULL,
    why       TEXT NOT NULL,
    lifted    BIGINT,
    PRIMARY KEY (area, since)
);
