-- about: Title of each SOC occupation as O*NET names it: that of the code ending in .00, else of the first one.
-- grain: db_version, soc_code
-- unit: db_version = version of the O*NET database
-- unit: soc_code = code
-- unit: title = text
SELECT db_version, substr(onetsoc_code, 1, 7) AS soc_code, min_by(title, onetsoc_code) AS title
FROM latest.onet_occupations
GROUP BY 1, 2
