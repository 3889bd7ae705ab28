//! A store belongs to one engine, and that engine works for this store alone. Both carry the other's id, so
//! that a worker or a launch that was pointed at the wrong one is refused before anything goes astray.

/// What a store knows of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreIdentity {
    /// Its id, made with it.
    pub id: String,
    /// The engine it belongs to; `None` until it has met one.
    pub engine: Option<KnownEngine>,
}

/// An engine as a store remembers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownEngine {
    /// The id of its mark.
    pub id: String,
    /// Where it was last reached.
    pub address: String,
    /// Which namespace of it.
    pub namespace: String,
}

/// The mark that a store left in a namespace of an engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EngineMark {
    /// The mark's id, made by the engine: no two engines have the same.
    pub id: String,
    /// The store it works for.
    pub store: String,
    /// Where that store was when it left the mark, for people.
    pub place: String,
}

/// How a store and an engine stand to each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pairing {
    /// They belong to each other.
    Paired,
    /// Neither knows another yet: the store leaves its mark.
    Unmarked,
    /// The engine bears this store's mark, which the store has yet to note.
    Unnoted,
    /// The store belongs to another engine.
    OtherEngine(KnownEngine),
    /// The engine works for another store.
    OtherStore(EngineMark),
}

/// Judges a store and the engine it was pointed at, which bears `mark`.
pub fn judge(store: &StoreIdentity, mark: Option<&EngineMark>) -> Pairing {
    match (&store.engine, mark) {
        (None, None) => Pairing::Unmarked,
        (None, Some(mark)) if mark.store == store.id => Pairing::Unnoted,
        (Some(engine), Some(mark)) if mark.store == store.id && mark.id == engine.id => Pairing::Paired,
        (Some(engine), _) => Pairing::OtherEngine(engine.clone()),
        (None, Some(mark)) => Pairing::OtherStore(mark.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_and_an_engine_are_judged_by_what_each_knows_of_the_other() {
        let engine = |id: &str| KnownEngine {
            id: id.to_owned(),
            address: "127.0.0.1:7233".to_owned(),
            namespace: "default".to_owned(),
        };
        let store = |engine: Option<KnownEngine>| StoreIdentity { id: "a".to_owned(), engine };
        let mark = |id: &str, store: &str| EngineMark {
            id: id.to_owned(),
            store: store.to_owned(),
            place: "/elsewhere/duban.db".to_owned(),
        };
        let cases = [
            (None, None, Pairing::Unmarked),
            // The program ended between the two notes.
            (None, Some(mark("m", "a")), Pairing::Unnoted),
            (None, Some(mark("m", "b")), Pairing::OtherStore(mark("m", "b"))),
            (Some(engine("m")), Some(mark("m", "a")), Pairing::Paired),
            (Some(engine("m")), Some(mark("n", "b")), Pairing::OtherEngine(engine("m"))),
            // A copy of the store met another engine.
            (Some(engine("m")), Some(mark("n", "a")), Pairing::OtherEngine(engine("m"))),
            // The engine lost its memory, or is another one.
            (Some(engine("m")), None, Pairing::OtherEngine(engine("m"))),
        ];
        for (known, mark, expected) in cases {
            assert_eq!(judge(&store(known.clone()), mark.as_ref()), expected, "{known:?} {mark:?}");
        }
    }
}
