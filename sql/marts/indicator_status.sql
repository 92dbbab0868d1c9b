-- about: How far each indicator of the catalogue has come, and what is missing where public data do not carry it.
-- grain: indicator
-- unit: indicator, status = code
-- unit: position = place in the catalogue
-- unit: title, reason = text
-- export: parquet
SELECT indicator, position, title, status, nullif(reason, '') AS reason
FROM ref.indicator
