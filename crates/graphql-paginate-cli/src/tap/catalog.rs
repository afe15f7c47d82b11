//! The argument `--discover`: prints the catalog of all streams.

use serde_json::{Value, json};

use super::definition::Replication;
use super::item_type::{FieldShape, ObjectType, ValueType};
use super::selection::is_automatic;
use super::stream::Stream;

/// The catalog of the streams.
pub(crate) fn catalog(streams: &[Stream]) -> Value {
    let mut entries = Vec::new();
    for stream in streams {
        let automatic = automatic(stream, streams);
        let mut metadata = vec![json!({
            "breadcrumb": [],
            "metadata": stream_metadata(stream),
        })];
        describe(&stream.item, &mut Vec::new(), &automatic, &mut metadata);
        for property in &stream.context {
            metadata.push(entry(&[&property.name], "automatic"));
        }
        entries.push(json!({
            "tap_stream_id": stream.name,
            "stream": stream.name,
            "key_properties": stream.keys,
            "schema": stream_schema(&stream.item, stream),
            "metadata": metadata,
        }));
    }
    json!({ "streams": entries })
}

/// The JSON Schema of a stream's records.
pub(crate) fn stream_schema(item: &ObjectType, stream: &Stream) -> Value {
    let mut record = item.clone();
    record.properties.extend(stream.context.iter().cloned());
    let record = ValueType {
        shape: FieldShape::Object(record),
        nullable: false,
    };
    record.json_schema()
}

/// Properties that are read whatever the catalog selects: keys, the values that child streams need, and the time from
/// which the next run continues.
pub(crate) fn automatic(stream: &Stream, streams: &[Stream]) -> Vec<String> {
    let mut automatic = stream.keys.clone();
    automatic.extend(stream.since_field.clone());
    for child in streams {
        if let Some(parent) = &child.parent
            && parent.stream == stream.name
        {
            automatic.extend(parent.needs().into_iter().map(str::to_owned));
        }
    }
    automatic
}

fn stream_metadata(stream: &Stream) -> Value {
    let method = match (&stream.parent, stream.replication) {
        (None, Replication::Full) => "FULL_TABLE",
        _ => "INCREMENTAL",
    };
    let mut metadata = json!({
        "inclusion": "available",
        "selected-by-default": true,
        "table-key-properties": stream.keys,
        "forced-replication-method": method,
    });
    if let Some(parent) = &stream.parent {
        metadata["parent-tap-stream-id"] = parent.stream.as_str().into();
    }
    metadata
}

fn describe<'t>(
    object: &'t ObjectType,
    outer: &mut Vec<&'t str>,
    automatic: &[String],
    metadata: &mut Vec<Value>,
) {
    for property in &object.properties {
        outer.push(&property.name);
        let inclusion = if is_automatic(outer, automatic) {
            "automatic"
        } else {
            "available"
        };
        metadata.push(entry(outer, inclusion));
        if let FieldShape::Object(inner) = &property.ty.shape {
            describe(inner, outer, automatic, metadata);
        }
        outer.pop();
    }
    if let Some(rest) = &object.rest {
        metadata.push(entry(&[rest], "available"));
    }
}

fn entry(path: &[&str], inclusion: &str) -> Value {
    let mut breadcrumb = Vec::new();
    for name in path {
        breadcrumb.extend(["properties", name]);
    }
    json!({
        "breadcrumb": breadcrumb,
        "metadata": { "inclusion": inclusion, "selected-by-default": true },
    })
}
