-- 0002_text_view.sql: pages with their texts, for the open interface.

CREATE VIEW handbook_public_text AS
SELECT v.area_id, v.id, v.name, v.lang, v.title, v.version, v.at, t.body
  FROM handbook_public_page v
  JOIN handbook_text t ON t.area_id = v.area_id AND t.page = v.id AND t.lang = v.lang
                      AND t.version = v.version;
