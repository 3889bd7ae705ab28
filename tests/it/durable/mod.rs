//! The durable run against the pure simulation, while everything around it fails.

mod api;
mod cancelled;
mod conducted;
mod continued;
mod courier_histories;
mod dev;
mod equal;
mod histories;
mod holidays;
mod holidays_confirmed;
mod holidays_matters;
mod imported;
mod inbox;
mod incidents;
mod killed;
mod league;
mod mail_down;
mod mail_refused;
mod matter_histories;
mod matters;
mod outage;
mod paired;
mod points;
mod rebuilt;
mod refused;
mod webhooks;
