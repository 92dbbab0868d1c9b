-- about: Codes and names of areas in the data that ref.geography does not know.
-- grain: dataset, scheme, code
-- warn: all known: n_rows = 0
-- unit: dataset, scheme = code
-- unit: code = code or name as the source has it
-- unit: rows_of_code = rows
-- unit: is_sample = true or false
SELECT u.dataset, u.scheme, u.code, u.n_rows AS rows_of_code, u.is_sample
FROM core.geography_use AS u
LEFT JOIN ref.geography AS g ON g.scheme = u.scheme AND g.code = u.code
WHERE g.code IS NULL
