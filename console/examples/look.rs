//! Serves the console on a store that is there, as somebody: for looking at pages while they are made.
//! `cargo run -p duban-console --example look -- sqlite:.duban/demo/duban.db 522700 planner 127.0.0.1:8099`

use duban_archive::{Archive, ArchiveOptions, Location, USUAL_TYPES};
use duban_console::router_as;
use duban_domain::access::Role;
use duban_service::{Parts as ServiceParts, Service};
use duban_store::Store;
use duban_web::{Console, Parts, Principal, Via};
use std::net::SocketAddr;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let mut next = |default: &str| args.next().unwrap_or_else(|| default.to_owned());
    let (url, bureau) = (next("sqlite:.duban/demo/duban.db"), next("522700"));
    let role = Role::parse(&next("planner")).ok_or("a role")?;
    let address: SocketAddr = next("127.0.0.1:8099").parse()?;
    let store = Store::open(&url).await?;
    store.migrate().await?;
    let archive = Archive::open(ArchiveOptions {
        location: Location::Folder(std::env::temp_dir().join("duban-look")),
        max_bytes: 1 << 24,
        allowed_types: USUAL_TYPES.iter().map(|kind| (*kind).to_owned()).collect(),
    })?;
    let directory = duban_config::sample_directory()?;
    let service = Service::new(ServiceParts::without_engine(store, archive, directory)?);
    let principal = Principal::new("look".into(), "李看".into(), bureau.as_str().into(), role, Via::Session);
    let console = Console::new(Parts { service });
    let listener = tokio::net::TcpListener::bind(address).await?;
    eprintln!("http://{address}");
    let app = router_as(console, Some(principal)).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, app).await?;
    Ok(())
}
