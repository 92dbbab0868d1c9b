-- about: Language models and other notable models by Epoch AI's name: who made them, when, how large they are and how
--   they can be had, from the list of notable models and the files of the capabilities index.
-- grain: model
-- check: size: parameters > 0
-- unit: model, developer = text
-- unit: country = text: countries of the developers, joined by commas
-- unit: release_date = date: of the model in the list, else of the earliest version tested
-- unit: access = open (weights published, whatever the licence), closed, unreleased, unknown (not stated)
-- unit: parameters = parameters
-- unit: training_flop = FLOP
-- unit: base_model = text
-- unit: n_api_ids = ids under which an API sells it, by core.llm_alias
-- unit: is_listed, is_tested, is_sample = true or false; in the list of notable models, in the capabilities index
WITH listed AS (
  SELECT
    m.model, m.organization, m.country, m.publication_date, m.accessibility, m.parameters, m.training_compute_flop, m.base_model,
    coalesce(l.is_sample, FALSE) AS is_sample
  FROM latest.epoch_models AS m
  LEFT JOIN meta.landing AS l ON l.id = m._landing
),
tested AS (
  SELECT
    coalesce(c.model, c.model_version) AS model,
    min(c.organization) AS organization,
    min(c.country) AS country,
    bool_or(coalesce(l.is_sample, FALSE)) AS is_sample
  FROM latest.epoch_capabilities AS c
  LEFT JOIN meta.landing AS l ON l.id = c._landing
  GROUP BY 1
),
sold AS (
  SELECT a.model, count(DISTINCT a.api_model) AS n_api_ids FROM core.llm_alias AS a GROUP BY 1
)
SELECT
  coalesce(m.model, t.model) AS model,
  coalesce(m.organization, t.organization) AS developer,
  coalesce(m.country, t.country) AS country,
  coalesce(m.publication_date, c.release_date) AS release_date,
  CASE
    WHEN m.accessibility LIKE 'Open weights%' THEN 'open'
    WHEN m.accessibility IN ('API access', 'Hosted access (no API)') THEN 'closed'
    WHEN m.accessibility = 'Unreleased' THEN 'unreleased'
    ELSE coalesce(c.access, 'unknown')
  END AS access,
  CASE WHEN m.parameters > 0 THEN m.parameters END AS parameters,
  CASE WHEN m.training_compute_flop > 0 THEN m.training_compute_flop END AS training_flop,
  m.base_model,
  coalesce(s.n_api_ids, 0) AS n_api_ids,
  m.model IS NOT NULL AS is_listed,
  t.model IS NOT NULL AS is_tested,
  coalesce(m.is_sample, FALSE) OR coalesce(t.is_sample, FALSE) AS is_sample
FROM listed AS m
FULL OUTER JOIN tested AS t ON t.model = m.model
LEFT JOIN core.llm_capability AS c ON c.metric = 'ECI' AND c.model = coalesce(m.model, t.model)
LEFT JOIN sold AS s ON s.model = coalesce(m.model, t.model)
