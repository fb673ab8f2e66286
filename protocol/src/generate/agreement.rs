//! TypeScript and JSON Schema are made by two libraries from the same attributes: here they must agree on
//! every field and on whether it may be absent, and reading must agree with writing.

use super::layout::Ts;
use super::schema::{self, tag};
use super::{Visitor, typescript};
use schemars::JsonSchema;
use schemars::generate::{SchemaGenerator, SchemaSettings};
use serde_json::{Map, Value};
use std::any::TypeId;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use ts_rs::{Config, TS, TypeVisitor};

/// Field names; those that may be absent end in `?`.
type Fields = BTreeSet<String>;

fn of_typescript(part: &Ts) -> Fields {
    match part {
        Ts::Object(fields) => fields.iter().map(|field| field.key.clone()).collect(),
        Ts::Both(parts) => parts.iter().flat_map(of_typescript).collect(),
        Ts::Word(_) | Ts::Union(_) => Fields::new(),
    }
}

fn of_schema(schema: &Value) -> Fields {
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let properties = schema["properties"].as_object().into_iter().flatten();
    properties
        .map(|(name, _)| if required.contains(&name.as_str()) { name.clone() } else { format!("{name}?") })
        .collect()
}

/// The TypeScript of every type, by name.
struct Types {
    config: Config,
    seen: HashSet<TypeId>,
    all: BTreeMap<String, String>,
}

impl Types {
    fn all() -> BTreeMap<String, String> {
        let config = Config::new().with_large_int("bigint");
        let mut types = Self { config, seen: HashSet::new(), all: BTreeMap::new() };
        super::each_root(&mut types);
        types.all
    }
    fn take<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_some() && self.seen.insert(TypeId::of::<T>()) {
            let name = T::ident(&self.config);
            assert!(self.all.insert(name.clone(), T::inline(&self.config)).is_none(), "two types are called {name}");
            T::visit_dependencies(self);
        }
    }
}
impl TypeVisitor for Types {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        self.take::<T>();
    }
}
impl Visitor for Types {
    fn visit<T: TS + JsonSchema + 'static>(&mut self) {
        self.take::<T>();
    }
}

#[test]
fn typescript_and_schema_agree_on_every_field() {
    let schemas = schema::definitions("#/definitions/");
    let mut compared = 0;
    for (name, inline) in Types::all() {
        let read = Ts::read(&inline).unwrap_or_else(|why| panic!("{name}: {why}"));
        let Some(schema) = schemas.get(&name) else { panic!("the schema has no {name}") };
        // What is flattened in is written out in TypeScript and referred to by the schema: told apart by the variants below.
        if let (Ts::Object(_), true) = (&read, schema["properties"].is_object()) {
            assert_eq!(of_typescript(&read), of_schema(schema), "{name}");
            compared += 1;
        }
        let Ts::Union(parts) = &read else { continue };
        for part in parts.iter().filter(|part| matches!(part, Ts::Object(_))) {
            let variants = schema["oneOf"].as_array().into_iter().flatten();
            let mut same = variants.filter(|variant| {
                ["type", "kind", "result", "verdict", "of"]
                    .iter()
                    .any(|field| tag(variant, field).is_some() && tag(variant, field) == part.tag())
            });
            if let Some(variant) = same.next() {
                assert_eq!(of_typescript(part), of_schema(variant), "{name} {:?}", part.tag());
                compared += 1;
            }
        }
    }
    assert!(compared > 80, "only {compared} types were compared");
}

#[test]
fn every_number_is_a_number_and_nothing_is_null() {
    for (name, inline) in Types::all() {
        assert!(!inline.contains("bigint"), "{name} needs #[ts(type = \"number\")]: {inline}");
        assert!(!inline.contains("null"), "{name} needs #[ts(optional)]: {inline}");
    }
    assert!(!typescript::document().contains("bigint"));
}

fn raw(settings: SchemaSettings) -> Map<String, Value> {
    struct Roots(SchemaGenerator);
    impl Visitor for Roots {
        fn visit<T: TS + JsonSchema + 'static>(&mut self) {
            let _ = self.0.subschema_for::<T>();
        }
    }
    let mut roots = Roots(settings.into_generator());
    super::each_root(&mut roots);
    roots.0.take_definitions(true)
}

/// What is left out when written may be left out when read, and the other way round. Settings are always written whole,
/// and read from older rows of the database with what was new since.
#[test]
fn reading_and_writing_agree_on_what_may_be_absent() {
    let written = raw(SchemaSettings::draft07().for_serialize());
    let read = raw(SchemaSettings::draft07().for_deserialize());
    assert_eq!(written.keys().collect::<Vec<_>>(), read.keys().collect::<Vec<_>>());
    for (name, schema) in written.iter().filter(|(name, _)| *name != "Settings") {
        assert_eq!(
            schema, &read[name],
            "{name}: a field needs both serde(default) and skip_serializing_if, or neither"
        );
    }
}
