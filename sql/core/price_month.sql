-- about: Posted prices of products by month in the cells whose index is chained: a GPU-hour counts in its own
--   cloud and GPU and in all of either, a token price in its vendor and in all vendors.
-- grain: source, seller, good, tenure, product, month_index
-- check: positive: usd > 0
-- unit: source = dataset
-- unit: seller = code of the cloud or vendor, or all
-- unit: good = canonical GPU name, or all; or code, see ref.token_component
-- unit: tenure = on_demand or spot; list for tokens
-- unit: product = code: what must be the same for two prices to be compared, its parts parted by the character 31
-- unit: month_index = months since year 0
-- unit: usd = USD per GPU-hour, or USD per million tokens; NULL where the source lists the product at 0
-- unit: is_free = 1 where the source lists it at 0, which is not a price, else 0
-- unit: known_at = UTC, newest look of the month
-- unit: is_sample = true or false
WITH gpu_product AS (
  SELECT
    cloud, region, instance_type, gpu, gpu_count, tenure,
    12 * extract(year FROM known_at) + extract(month FROM known_at) - 1 AS month_index,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY usd_per_gpu_hour) AS usd,
    max(known_at) AS known_at,
    bool_or(is_sample) AS is_sample
  FROM core.gpu_price
  GROUP BY 1, 2, 3, 4, 5, 6, 7
),
look AS (
  -- A month is what the last look in it showed; a month without a look has no data.
  SELECT
    dataset AS source,
    12 * extract(year FROM known_at) + extract(month FROM known_at) - 1 AS month_index,
    max(known_at) AS known_at,
    bool_or(coalesce(is_sample, FALSE)) AS is_sample
  FROM meta.landing
  WHERE dataset IN ('litellm.prices', 'llmprices.history')
  GROUP BY 1, 2
),
token_product AS (
  SELECT
    p.source, p.vendor, p.model, p.name, p.component, k.month_index, k.known_at,
    max(p.usd_per_mtok) AS usd,
    max(CASE WHEN p.flag = 'free' THEN 1 ELSE 0 END) AS is_free,
    bool_or(p.is_sample OR k.is_sample) AS is_sample
  FROM core.token_price AS p
  JOIN look AS k
    ON k.source = p.source
    AND p.known_from <= k.known_at AND (p.known_to IS NULL OR k.known_at < p.known_to)
    AND (p.stated_from IS NULL OR p.stated_from <= CAST(k.known_at AS DATE))
    AND (p.stated_to IS NULL OR CAST(k.known_at AS DATE) < p.stated_to)
  WHERE p.mode IN ('chat', 'completion', 'responses')
  GROUP BY 1, 2, 3, 4, 5, 6, 7
)
SELECT
  'skypilot.vms' AS source,
  CASE WHEN d.digit IN (0, 1) THEN p.cloud ELSE 'all' END AS seller,
  CASE WHEN d.digit IN (0, 2) THEN p.gpu ELSE 'all' END AS good,
  p.tenure,
  concat(p.cloud, chr(31), p.region, chr(31), p.instance_type, chr(31), p.gpu, chr(31), CAST(p.gpu_count AS VARCHAR)) AS product,
  p.month_index, p.usd, 0 AS is_free, p.known_at, p.is_sample
FROM gpu_product AS p
CROSS JOIN ref.digit AS d
WHERE d.digit < 4
UNION ALL
SELECT
  p.source,
  CASE WHEN d.digit = 0 THEN p.vendor ELSE 'all' END,
  p.component,
  'list',
  concat(p.vendor, chr(31), p.model, chr(31), p.name),
  p.month_index, p.usd, p.is_free, p.known_at, p.is_sample
FROM token_product AS p
CROSS JOIN ref.digit AS d
WHERE d.digit < 2
