-- Run once by an administrator in an empty database, with psql; the passwords come from the environment.
--   suara_owner    owns the tables; migrations only
--   suara_web      pages, office, intake: adds submissions and cannot read one
--   suara_counter  the counter: reads submissions, serves nobody
\set ON_ERROR_STOP on
\getenv owner_password SUARA_OWNER_PASSWORD
\getenv serving_password SUARA_SERVING_PASSWORD
\getenv counter_password SUARA_COUNTER_PASSWORD

CREATE ROLE suara_serving NOLOGIN;
CREATE ROLE suara_counting NOLOGIN;
CREATE ROLE suara_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE suara_web LOGIN PASSWORD :'serving_password';
CREATE ROLE suara_counter LOGIN PASSWORD :'counter_password';

-- The owner hands the roles on to the logins that the settings name, with every `suara migrate`.
GRANT suara_serving, suara_counting TO suara_owner WITH ADMIN OPTION;

SELECT current_database() AS database \gset
ALTER DATABASE :"database" OWNER TO suara_owner;
ALTER SCHEMA public OWNER TO suara_owner;
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO suara_web, suara_counter;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
