//! Reads JSON within a budget: keeps only requested members, within a memory limit.

use std::fmt;

use serde_core::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// Bytes of an array element, including the spare capacity of its list, and of an object with its first members.
const ELEMENT: usize = 2 * size_of::<Value>();
const OBJECT: usize = 640;

/// The budget for one or more documents.
#[derive(Debug)]
pub(super) struct Budget {
    /// Members of other names are skipped.
    names: &'static [&'static str],
    /// Bytes left to keep.
    left: usize,
    /// Whether something was left out because no bytes were left.
    pub exceeded: bool,
}

impl Budget {
    pub fn new(names: &'static [&'static str], bytes: usize) -> Budget {
        Budget { names, left: bytes, exceeded: false }
    }

    /// Reads one document; anything left out is null.
    pub fn read<'de, D: Deserializer<'de>>(&mut self, document: D) -> Result<Value, D::Error> {
        Within(self).deserialize(document)
    }

    fn takes(&mut self, bytes: usize) -> bool {
        let left = self.left.checked_sub(bytes);
        self.left = left.unwrap_or(self.left);
        self.exceeded |= left.is_none();
        left.is_some()
    }
}

struct Within<'b>(&'b mut Budget);

impl<'de> DeserializeSeed<'de> for Within<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<Value, D::Error> {
        if self.0.takes(ELEMENT) {
            value.deserialize_any(self)
        } else {
            value.deserialize_ignored_any(IgnoredAny).map(|_| Value::Null)
        }
    }
}

impl<'de> Visitor<'de> for Within<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(if self.0.takes(value.len()) { value.into() } else { Value::Null })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = elements.next_element_seed(Within(self.0))? {
            // A value left out at the end takes no space either.
            if !self.0.exceeded {
                values.push(value);
            }
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let is_wanted = self.0.names.contains(&&*name);
            if is_wanted && (!object.is_empty() || self.0.takes(OBJECT)) {
                object.insert(name, members.next_value_seed(Within(self.0))?);
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(text: &str, bytes: usize) -> (Value, bool) {
        let mut budget = Budget::new(&["a", "b"], bytes);
        let value = budget.read(&mut serde_json::Deserializer::from_str(text)).expect("is JSON");
        (value, budget.exceeded)
    }

    #[test]
    fn members_of_other_names_are_skipped() {
        let (value, exceeded) = read(r#"{"a":[1,-2,0.5,true,null,"x\n"],"c":{"a":1},"b":{"c":[],"b":{}}}"#, 1 << 20);
        assert_eq!(value, json!({"a": [1, -2, 0.5, true, null, "x\n"], "b": {"b": {}}}));
        assert!(!exceeded);
    }

    #[test]
    fn values_beyond_the_budget_are_left_out() {
        let long = format!(r#"{{"a":"x","b":[{}"{}",1]}}"#, r#"{"a":{}},"#.repeat(1000), "y".repeat(5000));
        let (value, exceeded) = read(&long, 4096);
        assert!(exceeded);
        assert_eq!(value["a"], "x");
        assert!((1..10).contains(&value["b"].as_array().map_or(0, Vec::len)));
    }

    #[test]
    fn depth_of_unrequested_members_costs_nothing() {
        let deep = format!(r#"{{"":{}1{},"a":2}}"#, r#"{"":"#.repeat(50_000), "}".repeat(50_000));
        assert_eq!(read(&deep, 4096), (json!({"a": 2}), false));
    }
}
