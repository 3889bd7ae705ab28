//! Who acts, as it is typed.

use clap::Args;

/// Who acts.
#[derive(Clone, Debug, Args)]
pub struct ActorArgs {
    /// The person's name; the login otherwise.
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// The bureau the person acts for; the one whose turn it is otherwise.
    #[arg(long = "for", value_name = "BUREAU")]
    pub on_behalf_of: Option<String>,
}
