-- about: Consumer price index of all urban consumers, all items, not seasonally adjusted, newest state; the deflator.
-- grain: month
-- check: positive: cpi > 0
-- unit: month = date
-- unit: cpi = index, 1982-84 = 100; NULL where no data were collected, as in October 2025
-- unit: cpi_2023 = index, mean of the twelve months of 2023; NULL unless all are there
SELECT
  c.month,
  c.value AS cpi,
  b.cpi_2023
FROM latest.bls_cpi AS c
CROSS JOIN (
  SELECT CASE WHEN count(value) = 12 THEN avg(value) END AS cpi_2023
  FROM latest.bls_cpi
  WHERE series_id = 'CUUR0000SA0' AND month >= DATE '2023-01-01' AND month < DATE '2024-01-01'
) AS b
WHERE c.series_id = 'CUUR0000SA0' AND c.month IS NOT NULL
