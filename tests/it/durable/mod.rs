//! The durable run against the pure simulation, while everything around it fails.

mod api;
mod cancelled;
mod continued;
mod equal;
mod histories;
mod imported;
mod incidents;
mod killed;
mod mail_down;
mod matter_histories;
mod matters;
mod outage;
mod points;
mod rebuilt;
mod refused;
