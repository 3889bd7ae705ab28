//! The macro that makes the words of a plan file for the variants of a domain type.

/// A spelling of the plan file for each variant of a domain type; with `<=>`, the other way round as well.
macro_rules! choice {
    ($(#[$doc:meta])* $name:ident <=> $domain:path { $($(#[$variant_doc:meta])* $variant:ident,)* }) => {
        choice! { $(#[$doc])* $name => $domain { $($(#[$variant_doc])* $variant,)* } }

        impl From<$domain> for $name {
            fn from(of: $domain) -> Self {
                use $domain as Domain;
                match of { $(Domain::$variant => $name::$variant,)* }
            }
        }
    };
    ($(#[$doc:meta])* $name:ident => $domain:path { $($(#[$variant_doc:meta])* $variant:ident,)* }) => {
        $(#[$doc])*
        #[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl From<$name> for $domain {
            fn from(choice: $name) -> Self {
                use $domain as Domain;
                match choice { $($name::$variant => Domain::$variant,)* }
            }
        }
    };
}
pub(super) use choice;
