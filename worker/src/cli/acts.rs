//! Acts as they are typed: in one table for each machine stands what is typed for an act beside the command that it
//! comes to.

use super::actor_args::ActorArgs;
use std::path::PathBuf;

/// An act as it is typed.
#[derive(Debug)]
pub struct TypedAct<T, C> {
    /// Upon what.
    pub target: T,
    /// Who acts, and for whom.
    pub actor: ActorArgs,
    /// The command, yet without files.
    pub command: C,
    /// The files that come with it.
    pub files: Vec<PathBuf>,
}

/// A table of acts: a subcommand each, with its arguments and its command; `with` names the files that come along.
macro_rules! acts {
    (
        $(#[$doc:meta])*
        $name:ident upon $target:ident: $command:ty
        { $($(#[$act_doc:meta])* $act:ident { $($(#[$arg_doc:meta])* $arg:ident: $type:ty),* $(,)? }
            => $told:expr $(, with $files:ident)?;)* }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, ::clap::Subcommand)]
        pub enum $name {$(
            $(#[$act_doc])*
            $act {
                #[command(flatten)]
                target: $target,
                $($(#[$arg_doc])* $arg: $type,)*
                #[command(flatten)]
                actor: $crate::cli::ActorArgs,
            },
        )*}

        impl $name {
            /// The command that it comes to.
            pub fn read(self) -> $crate::cli::acts::TypedAct<$target, $command> {
                match self {$(
                    Self::$act { target, $($arg,)* actor } => $crate::cli::acts::TypedAct {
                        target,
                        actor,
                        command: $told,
                        files: $crate::cli::acts::files!($($files)?),
                    },
                )*}
            }
        }
    };
}

/// The files that an act names; none where it names none.
macro_rules! files {
    () => {
        Vec::new()
    };
    ($files:ident) => {
        $files
    };
}
pub(super) use {acts, files};
