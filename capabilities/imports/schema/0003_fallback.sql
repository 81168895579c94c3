-- 0003_fallback.sql: the branch that takes those rows of a list that do not say
-- where somebody belongs, when the officer has chosen one.
CREATE TABLE imports_fallback (
    import BYTEA PRIMARY KEY,
    branch BYTEA NOT NULL
);
