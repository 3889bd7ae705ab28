//! Closed lists of words: each with the spelling that programs use and the one that people read.

/// Enums of such words; the derives of serde must be in scope.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal, $chinese:literal;)* })*) => {$(
        $(#[$doc])*
        #[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $name {
            /// All of them.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// The spelling in the store, in commands and in JSON.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text,)* }
            }

            /// What a user reads and writes in a spreadsheet.
            pub const fn chinese(self) -> &'static str {
                match self { $($name::$variant => $chinese,)* }
            }

            /// The one spelled so, in either way.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == text || one.chinese() == text)
            }
        }
    )*};
}
pub(crate) use words;
