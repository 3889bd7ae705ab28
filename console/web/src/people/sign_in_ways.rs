//! What the ways to sign in are made of: its settings, the hasher, the limits, another provider.

use super::{
    accounts::Accounts, auth_backend::AuthBackend, hasher::Hasher, limits::Limits, oidc::Provider,
    sessions::Sessions,
};
use axum_login::{AuthManagerLayer, AuthManagerLayerBuilder};
use duban_config::settings::ConsoleSettings;
use duban_store::Store;
use tower_sessions::{Expiry, SessionManagerLayer, cookie::SameSite};

/// The ways to sign in.
pub struct SignInWays {
    pub settings: ConsoleSettings,
    pub accounts: Accounts,
    pub(crate) limits: Limits,
    pub provider: Option<Provider>,
    auth_backend: AuthBackend,
}

impl SignInWays {
    /// The ways into a console on this store.
    ///
    /// # Errors
    /// The other provider's settings are invalid.
    pub fn new(store: &Store, settings: ConsoleSettings) -> anyhow::Result<Self> {
        let hasher = Hasher::default();
        let provider =
            settings.oidc.as_ref().map(|oidc| Provider::new(oidc, &settings.public_url)).transpose()?;
        Ok(Self {
            accounts: Accounts::new(store.clone(), hasher.clone()),
            limits: Limits::new(&settings),
            auth_backend: AuthBackend { store: store.clone(), hasher },
            provider,
            settings,
        })
    }

    /// The ways into a console on this machine, as they are by default.
    pub(crate) fn of_this_machine(store: &Store) -> Self {
        let (settings, hasher) = (ConsoleSettings::default(), Hasher::default());
        Self {
            accounts: Accounts::new(store.clone(), hasher.clone()),
            limits: Limits::new(&settings),
            auth_backend: AuthBackend { store: store.clone(), hasher },
            provider: None,
            settings,
        }
    }

    /// The name of the session's cookie. Over TLS its prefix binds it to this very host.
    pub fn cookie_name(&self) -> &'static str {
        if self.settings.is_secure() { "__Host-duban" } else { "duban_session" }
    }

    /// What finds the session of a request and whose it is.
    ///
    /// `Lax`, not `Strict`: coming back from another provider is a step from a foreign page, and a strict
    /// cookie, which holds the state that the step is checked against, would stay behind. What changes
    /// anything is checked for its origin besides.
    pub fn sessions(&self) -> AuthManagerLayer<AuthBackend, Sessions> {
        let idle = i64::try_from(self.settings.session_idle.as_secs()).unwrap_or(i64::MAX);
        let sessions = SessionManagerLayer::new(Sessions(self.auth_backend.store.clone()))
            .with_name(self.cookie_name())
            .with_secure(self.settings.is_secure())
            .with_http_only(true)
            .with_same_site(SameSite::Lax)
            .with_path("/")
            .with_expiry(Expiry::OnInactivity(time::Duration::seconds(idle)));
        AuthManagerLayerBuilder::new(self.auth_backend.clone(), sessions).build()
    }
}
