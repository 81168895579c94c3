-- 0004_events.sql: what may be read of meetings by other rooms: those that were
-- called, but for those of an executive (kind 4), which are for who holds an office.
CREATE VIEW meetings_public_event AS
SELECT area_id, id, CASE WHEN state = 3 THEN 1 ELSE 0 END AS is_cancelled, lang, title, starts_at, minutes_long, zone,
       place, link, is_public, created_at, changed_at
  FROM meetings_meeting WHERE called_at > 0 AND kind <> 4;
