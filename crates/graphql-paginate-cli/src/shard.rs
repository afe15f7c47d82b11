//! Shards: divide tasks or partitions among workers that do not share a database.

use crate::fnv::fnv1a;

/// One of `count` shards; a key is in the same shard in every run, whatever other keys there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shard {
    /// The number of the shard, from 1 to `count`.
    number: u64,
    count: u64,
}

impl Default for Shard {
    /// The shard with all keys.
    fn default() -> Self {
        Self {
            number: 1,
            count: 1,
        }
    }
}

impl Shard {
    /// Parses `2/4`: the second of four shards.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let numbers = text.split_once('/').and_then(|(number, count)| {
            Some((number.parse::<u64>().ok()?, count.parse::<u64>().ok()?))
        });
        match numbers {
            Some((number, count)) if (1..=count).contains(&number) => Ok(Self { number, count }),
            _ => Err("expected a part of a whole, such as `1/4`".to_owned()),
        }
    }

    /// Whether other workers have some of the keys.
    pub(crate) fn is_part(self) -> bool {
        self.count > 1
    }

    /// Whether this shard has the key.
    pub(crate) fn has(self, key: &str) -> bool {
        mixed(fnv1a(key.as_bytes())) % self.count == self.number - 1
    }
}

/// Mixes the bits of a hash as MurmurHash3 does at its end: FNV leaves both halves alike for keys that differ in a few
/// characters.
fn mixed(mut hash: u64) -> u64 {
    for factor in [0xff51_afd7_ed55_8ccd, 0xc4ce_b9fe_1a85_ec53] {
        hash ^= hash >> 33;
        hash = hash.wrapping_mul(factor);
    }
    hash ^ (hash >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_belongs_to_one_shard() {
        for name in ["demarcheNumber=", "démarche ", "github_issues of owner/"] {
            let shares: Vec<Shard> = (1..=4)
                .map(|number| Shard::parse(&format!("{number}/4")).unwrap())
                .collect();
            let mut counts = [0; 4];
            for number in 0..400 {
                let key = format!("{name}{number}");
                let owners: Vec<usize> = (0..4).filter(|index| shares[*index].has(&key)).collect();
                assert_eq!(owners.len(), 1, "{key}");
                counts[owners[0]] += 1;
            }
            assert!(counts.iter().all(|count| *count > 60), "{name}: {counts:?}");
        }
    }

    #[test]
    fn shards_are_parts_of_a_whole() {
        for text in ["0/2", "3/2", "1", "a/b", "1/0", ""] {
            assert!(Shard::parse(text).is_err(), "{text}");
        }
    }
}
