//! Names are resolved here, so that what is judged is what is connected to: a name that resolves to one
//! address when it is checked and to another when it is used (DNS rebinding) gains nothing.

use super::Bounds;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::SocketAddr;

/// Resolves a name to those of its addresses that may be reached.
#[derive(Copy, Clone, Debug)]
pub(super) struct Guarded(pub(super) Bounds);

/// All addresses of a name lie where webhooks may not reach.
#[derive(Debug, thiserror::Error)]
#[error(
    "{0} leads to an address that webhooks may not reach; the settings' section [webhooks] says which they may"
)]
struct NowhereToGo(String);

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let bounds = self.0;
        Box::pin(async move {
            let name = name.as_str().to_owned();
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed: Vec<SocketAddr> = found.filter(|address| bounds.allow(address.ip())).collect();
            if allowed.is_empty() {
                return Err(NowhereToGo(name).into());
            }
            let addresses: Addrs = Box::new(allowed.into_iter());
            Ok(addresses)
        })
    }
}
