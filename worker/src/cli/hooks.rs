//! `duban webhook` and `duban inbox`: what leaves for other programs, and what they send signed.

use clap::{Args, Subcommand, ValueEnum};
use duban_domain::webhook::{EventKind, WebhookFormat};

/// Webhooks.
#[derive(Debug, Subcommand)]
pub enum WebhookCli {
    /// Set one up. A program's secret is printed, once.
    Add(WebhookAdd),
    /// List them: of a bureau and all below, or all.
    List {
        /// The bureau.
        bureau: Option<String>,
    },
    /// Switch one off: nothing more is sent, and nothing is forgotten.
    Disable {
        /// Its id.
        webhook: String,
    },
    /// Switch one on: it goes on where it stopped.
    Enable {
        /// Its id.
        webhook: String,
    },
    /// Give a program's webhook a new secret, which is printed, once. For a day both sign.
    Rotate {
        /// Its id.
        webhook: String,
    },
    /// Send a test now, and say what became of it.
    Test {
        /// Its id.
        webhook: String,
    },
    /// Show its last tries and what was answered.
    Log {
        /// Its id.
        webhook: String,
    },
}

/// A webhook to be set up.
#[derive(Debug, Args)]
pub struct WebhookAdd {
    /// The bureau: events of it and of all below are sent.
    pub bureau: String,
    /// Where to: https://…
    pub url: String,
    /// What you call it.
    #[arg(long)]
    pub name: String,
    /// Who receives it.
    #[arg(long, value_enum, default_value_t = Format::Standard)]
    pub receiver: Format,
    /// Which kinds of events; all without it.
    #[arg(long = "kind", value_enum, value_name = "KIND")]
    pub kinds: Vec<Kind>,
    /// A file with a 钉钉 robot's secret, if its security setting is 加签.
    #[arg(long, value_name = "FILE")]
    pub secret_file: Option<std::path::PathBuf>,
    /// Who sets it up; the login otherwise.
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
}

/// Inboxes for findings that other programs file.
#[derive(Debug, Subcommand)]
pub enum InboxCli {
    /// Set one up for a bureau's integration. Its secret is printed, once.
    Add {
        /// The bureau it acts for.
        bureau: String,
        /// The integration's name, which signs what it files.
        #[arg(long)]
        name: String,
        /// Who sets it up; the login otherwise.
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
    /// List them.
    List,
    /// Close one: its messages are refused.
    Disable {
        /// Its id.
        inbox: String,
    },
    /// Open it again.
    Enable {
        /// Its id.
        inbox: String,
    },
    /// Give it a new secret, which is printed, once. For a day both are believed.
    Rotate {
        /// Its id.
        inbox: String,
    },
}

macro_rules! spelled {
    ($(#[$doc:meta])* $name:ident of $type:ident { $($(#[$variant_doc:meta])* $variant:ident,)* }) => {
        $(#[$doc])*
        #[derive(Copy, Clone, Debug, PartialEq, Eq, ValueEnum)]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl From<$name> for $type {
            fn from(one: $name) -> Self {
                match one { $($name::$variant => $type::$variant,)* }
            }
        }
    };
}

spelled! {
    /// Who receives a webhook.
    Format of WebhookFormat {
        /// A program: Standard Webhooks, an event a request.
        Standard,
        /// A group robot of 企业微信.
        #[value(name = "wecom")]
        WeCom,
        /// A group robot of 钉钉.
        #[value(name = "dingtalk")]
        DingTalk,
    }
}

spelled! {
    /// A kind of event.
    Kind of EventKind {
        /// Notices and documents.
        Notice,
        /// Obligations.
        Obligation,
        /// Findings.
        Finding,
        /// Listings.
        Listing,
        /// Urgent matters.
        Incident,
        /// Approvals.
        Approval,
    }
}

#[cfg(test)]
mod tests {
    use super::{Format, Kind};
    use clap::ValueEnum;
    use duban_domain::webhook::{EventKind, WebhookFormat};

    #[test]
    fn every_format_and_kind_can_be_typed_as_it_is_spelled() {
        for one in Format::value_variants() {
            let typed = one.to_possible_value().unwrap();
            assert_eq!(typed.get_name(), WebhookFormat::from(*one).as_str());
        }
        for one in Kind::value_variants() {
            assert_eq!(one.to_possible_value().unwrap().get_name(), EventKind::from(*one).as_str());
        }
        assert_eq!(Format::value_variants().len(), WebhookFormat::ALL.len());
        assert_eq!(Kind::value_variants().len(), EventKind::ALL.len());
    }
}
