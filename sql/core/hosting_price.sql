-- about: Producer price index of data processing, hosting and related services, from the bureau's own file, else from
--   a FRED graph, newest state.
-- grain: month
-- check: positive: ppi > 0
-- unit: month = date
-- unit: ppi = index, December 2000 = 100, not seasonally adjusted; NULL where the source has none
-- unit: source = dataset
-- unit: is_preliminary = true or false; true in the newest four months too, which the bureau revises once
WITH listed AS (
  SELECT month, value, footnote_codes, 'bls.ppi' AS source, 1 AS place
  FROM latest.bls_ppi
  WHERE series_id = 'PCU518210518210' AND month IS NOT NULL
  UNION ALL
  SELECT date, value, NULL, 'fred.graph', 2
  FROM latest.fred_graph
  WHERE series_id = 'PCU518210518210'
),
best AS (
  SELECT
    month, value, footnote_codes, source,
    row_number() OVER (PARTITION BY month ORDER BY place NULLS LAST) AS choice,
    12 * extract(year FROM month) + extract(month FROM month) AS month_index
  FROM listed
)
SELECT
  b.month,
  b.value AS ppi,
  b.source,
  coalesce(b.footnote_codes LIKE '%P%', FALSE) OR b.month_index > n.newest - 4 AS is_preliminary
FROM best AS b
CROSS JOIN (SELECT max(month_index) AS newest FROM best WHERE value IS NOT NULL) AS n
WHERE b.choice = 1
