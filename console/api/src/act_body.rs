//! What a person tells a docket or a matter, as a program sends it: the core's own command, with what comes along
//! named by reference. It is described from the same type, and what is not described is not taken.

use super::file_refs::{FileRef, attachments};
use duban_domain::{
    Command,
    command::{BringsFiles, LONGEST_TEXT, MOST_ATTACHMENTS},
    finding::FindingCommand,
    incident::IncidentCommand,
    listing::ListingCommand,
};
use duban_web::{Viewer, WebError};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error, MapAccess, Visitor},
};
use serde_json::{Map, Value};
use std::{borrow::Cow, fmt};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Ref, RefOr, Schema,
        schema::{AdditionalProperties, ArrayBuilder, Object, OneOf, SchemaType, Type},
    },
};

/// The field that says which act it is.
const ACT: &str = "do";
/// The field that files come in.
const FILES: &str = "files";

/// Commands that programs may give.
pub(super) trait ActCommand: DeserializeOwned + PartialSchema + BringsFiles + Send {
    /// What the description calls them.
    const NAME: &'static str;
    /// What the description says of them.
    const DESCRIPTION: &'static str;
    /// Those that only this program gives.
    const INTERNAL: &'static [&'static str];
}

impl ActCommand for Command {
    const NAME: &'static str = "DocketActBody";
    const DESCRIPTION: &'static str = "What a person tells a bureau's docket.";
    const INTERNAL: &'static [&'static str] = &["amend", "circulate", "redate"];
}

impl ActCommand for FindingCommand {
    const NAME: &'static str = "FindingAct";
    const DESCRIPTION: &'static str = "What a person tells a finding.";
    const INTERNAL: &'static [&'static str] = &["redate"];
}

impl ActCommand for ListingCommand {
    const NAME: &'static str = "ListingAct";
    const DESCRIPTION: &'static str = "What a person tells a listing.";
    const INTERNAL: &'static [&'static str] = &["redate"];
}

impl ActCommand for IncidentCommand {
    const NAME: &'static str = "IncidentAct";
    const DESCRIPTION: &'static str = "What a person tells an urgent matter.";
    const INTERNAL: &'static [&'static str] = &[];
}

/// An act.
pub(super) struct ActBody<C> {
    /// What is told, yet without files.
    pub(super) command: C,
    files: Vec<FileRef>,
}

impl<C: ActCommand> ActBody<C> {
    /// The command with its files.
    ///
    /// # Errors
    /// One was never sent.
    pub(super) async fn with_files(mut self, viewer: &Viewer) -> Result<C, WebError> {
        self.command.bring(attachments(viewer, &self.files).await?);
        Ok(self.command)
    }
}

impl<'de, C: ActCommand> Deserialize<'de> for ActBody<C> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut sent = deserializer.deserialize_map(OnceEach)?;
        as_described::<C>(&sent).map_err(D::Error::custom)?;
        let files = sent.remove(FILES).map(Vec::deserialize).transpose().map_err(D::Error::custom)?;
        let command = C::deserialize(Value::Object(sent)).map_err(D::Error::custom)?;
        Ok(Self { command, files: files.unwrap_or_default() })
    }
}

/// An object with no field twice: one reader would take the first and another the last.
struct OnceEach;

impl<'de> Visitor<'de> for OnceEach {
    type Value = Map<String, Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
        let mut map = Map::new();
        while let Some((name, value)) = fields.next_entry::<String, Value>()? {
            if map.contains_key(&name) {
                return Err(A::Error::custom(format!("duplicate field `{name}`")));
            }
            map.insert(name, value);
        }
        Ok(map)
    }
}

/// Whether there is such an act, and it has all these fields.
fn as_described<C: ActCommand>(sent: &Map<String, Value>) -> Result<(), String> {
    let Some(act) = sent.get(ACT) else { return Err(format!("missing field `{ACT}`")) };
    let all: Vec<_> = described::<C>().collect();
    let Some(described) = all.iter().find(|one| act.as_str() == act_of(one).as_deref()) else {
        let known: Vec<_> = all.iter().filter_map(act_of).collect();
        return Err(format!("unknown act {act}, expected one of {}", known.join(", ")));
    };
    let Some(unknown) = sent.keys().find(|field| !described.properties.contains_key(*field)) else {
        return Ok(());
    };
    let known: Vec<_> = described.properties.keys().map(String::as_str).collect();
    Err(format!("unknown field `{unknown}`, expected one of {}", known.join(", ")))
}

/// The acts that programs may do, each as an object.
fn described<C: ActCommand>() -> impl Iterator<Item = Object> {
    let all = match C::schema() {
        RefOr::T(Schema::OneOf(all)) => all.items,
        _ => Vec::new(),
    };
    let objects = all.into_iter().filter_map(|one| match one {
        RefOr::T(Schema::Object(act)) => Some(act),
        _ => None,
    });
    let given = |act: &Object| !act_of(act).is_some_and(|act| C::INTERNAL.contains(&act.as_str()));
    objects.filter(given).map(told)
}

/// How an act is spelled.
fn act_of(act: &Object) -> Option<String> {
    let RefOr::T(Schema::Object(spelled)) = act.properties.get(ACT)? else { return None };
    spelled.enum_values.as_ref()?.first()?.as_str().map(str::to_owned)
}

/// An act as programs are told of it: with files by reference, texts within their bounds, and nothing else.
fn told(mut act: Object) -> Object {
    let kept = [act.properties.remove("attachments"), act.properties.remove(FILES)];
    if kept.iter().any(Option::is_some) {
        let items = Ref::from_schema_name(FileRef::name());
        let files = ArrayBuilder::new().items(items).max_items(Some(MOST_ATTACHMENTS));
        act.properties
            .insert(FILES.to_owned(), files.description(Some("What comes with it.")).build().into());
    }
    act.properties.iter_mut().filter(|(name, _)| *name != ACT).for_each(|(_, field)| {
        plain(field);
        bound(field);
    });
    act.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(false)));
    act
}

/// A field that is one of several words is described as what it is in its act.
fn plain(field: &mut RefOr<Schema>) {
    let RefOr::T(Schema::AllOf(parts)) = &*field else { return };
    if let [RefOr::T(Schema::Object(words)), RefOr::T(Schema::Object(told))] = parts.items.as_slice() {
        let mut words = words.clone();
        words.description.clone_from(&told.description);
        *field = RefOr::T(words.into());
    }
}

/// A text that people write says how long it may be.
fn bound(field: &mut RefOr<Schema>) {
    let RefOr::T(Schema::Object(field)) = field else { return };
    let is_text = match &field.schema_type {
        SchemaType::Type(one) => *one == Type::String,
        SchemaType::Array(several) => several.contains(&Type::String),
        SchemaType::AnyValue => false,
    };
    if is_text && field.enum_values.is_none() && field.format.is_none() {
        (field.min_length, field.max_length) = (Some(1), Some(LONGEST_TEXT));
    }
}

impl<C: ActCommand> PartialSchema for ActBody<C> {
    fn schema() -> RefOr<Schema> {
        let mut acts = OneOf::new();
        acts.description = Some(C::DESCRIPTION.to_owned());
        acts.items = described::<C>().map(|act| RefOr::T(act.into())).collect();
        RefOr::T(acts.into())
    }
}

impl<C: ActCommand> ToSchema for ActBody<C> {
    fn name() -> Cow<'static, str> {
        C::NAME.into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((FileRef::name().into_owned(), FileRef::schema()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use duban_domain::finding::{Authority, Grade};
    use serde_json::json;

    fn read<C: ActCommand>(sent: Value) -> Result<ActBody<C>, String> {
        serde_json::from_value(sent).map_err(|error| error.to_string())
    }

    fn acts<C: ActCommand>() -> Vec<String> {
        described::<C>().filter_map(|act| act_of(&act)).collect()
    }

    #[test]
    fn an_act_is_the_cores_own_command() {
        let triage = read::<FindingCommand>(json!({ "do": "triage", "grade": "major" })).unwrap();
        assert_eq!(triage.command, FindingCommand::Triage { grade: Grade::Major });
        let moved = json!({ "do": "hand-over", "to": "police", "reason": "涉嫌犯罪" });
        let moved = read::<FindingCommand>(moved).unwrap().command;
        assert!(matches!(moved, FindingCommand::HandOver { to: Authority::Police, .. }));
        let noted =
            read::<ListingCommand>(json!({ "do": "acknowledge", "notice": 2, "reply": null })).unwrap();
        assert_eq!(noted.command, ListingCommand::Acknowledge { notice: 2, reply: None });
        let told = read::<IncidentCommand>(json!({ "do": "acknowledge" })).unwrap();
        assert_eq!(told.command, IncidentCommand::Acknowledge { instruction: None });
    }

    #[test]
    fn files_come_by_reference_wherever_the_command_keeps_them() {
        let file = json!({ "name": "总结.docx", "sha256": "0".repeat(64) });
        let evidence = json!({ "do": "file-evidence", "note": "已更换", "files": [file] });
        let evidence = read::<FindingCommand>(evidence).unwrap();
        assert_eq!(evidence.files.len(), 1);
        let submitted = json!({ "do": "submit", "obligation": "plan", "files": [file, file] });
        let submitted = read::<Command>(submitted).unwrap();
        assert_eq!(submitted.files.len(), 2);
        let Command::Submit { attachments, sealed, .. } = submitted.command else { panic!("another act") };
        assert!(attachments.is_empty() && !sealed);
    }

    #[test]
    fn what_is_not_described_is_not_taken() {
        let refused = |sent: Value| read::<Command>(sent).err().unwrap_or_default();
        assert!(refused(json!({ "do": "accept", "obligation": "plan", "x": null })).contains("`x`"));
        assert!(refused(json!({ "do": "accept", "obligation": "plan", "files": [] })).contains("`files`"));
        let named = json!({ "do": "submit", "obligation": "plan", "attachments": ["a.docx"] });
        assert!(refused(named).contains("`attachments`"));
        assert!(refused(json!({ "do": "redate", "terms": {}, "reason": "x" })).contains("unknown act"));
        assert!(refused(json!({ "obligation": "plan" })).contains("`do`"));
        assert!(refused(json!({ "do": "accept" })).contains("obligation"));
        assert!(refused(json!([])).contains("map"));
    }

    #[test]
    fn a_field_that_comes_twice_is_refused() {
        for twice in [
            r#"{ "do": "accept", "obligation": "plan", "do": "waive" }"#,
            r#"{ "do": "accept", "obligation": "plan", "obligation": "report" }"#,
        ] {
            let refused = serde_json::from_str::<ActBody<Command>>(twice).err().unwrap().to_string();
            assert!(refused.contains("duplicate field"), "{refused}");
        }
    }

    #[test]
    fn every_act_but_the_programs_own_is_described() {
        assert_eq!(acts::<Command>().len(), 17);
        assert_eq!(acts::<FindingCommand>().len(), 15);
        assert_eq!(acts::<ListingCommand>().len(), 13);
        assert_eq!(acts::<IncidentCommand>(), ["acknowledge", "update"]);
        let triage = described::<FindingCommand>().find(|act| act_of(act).as_deref() == Some("triage"));
        let grade = serde_json::to_value(&triage.unwrap().properties["grade"]).unwrap();
        let words = ["ordinary", "serious", "major"];
        assert_eq!(grade, json!({ "type": "string", "description": "The grade.", "enum": words }));
    }
}
