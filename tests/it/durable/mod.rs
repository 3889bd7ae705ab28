//! The durable run against the pure simulation, while everything around it fails.

mod cancelled;
mod continued;
mod equal;
mod histories;
mod killed;
mod mail_down;
mod outage;
mod points;
mod rebuilt;
mod refused;
