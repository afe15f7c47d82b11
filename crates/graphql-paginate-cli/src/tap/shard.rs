//! Shards: divides the partitions among several workers.

use crate::fnv::fnv1a;

/// One of `count` shards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shard {
    /// The number of the shard, from 1 to `count`.
    number: u64,
    count: u64,
}

impl Default for Shard {
    /// The shard with all partitions.
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
            _ => Err(format!(
                "`shard` is `{text}`; expected a share such as `2/4`"
            )),
        }
    }

    /// Whether other workers have some of the partitions.
    pub(crate) fn is_part(self) -> bool {
        self.count > 1
    }

    /// Whether this shard has the partition with this key: the same in every run, whatever other partitions there are.
    pub(crate) fn has(self, key: &str) -> bool {
        // The lowest bits alone are poorly mixed.
        (fnv1a(key.as_bytes()) >> 32) % self.count == self.number - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_partition_belongs_to_one_shard() {
        let shares: Vec<Shard> = (1..=3)
            .map(|number| Shard::parse(&format!("{number}/3")).unwrap())
            .collect();
        let mut counts = [0; 3];
        for partition in 0..300 {
            let key = format!("demarcheNumber={partition}");
            let owners: Vec<usize> = (0..3).filter(|index| shares[*index].has(&key)).collect();
            assert_eq!(owners.len(), 1, "{key}");
            counts[owners[0]] += 1;
        }
        assert!(counts.iter().all(|count| *count > 60), "{counts:?}");
    }

    #[test]
    fn invalid_shards_are_refused() {
        for text in ["0/2", "3/2", "1", "a/b", "1/0", ""] {
            assert!(Shard::parse(text).is_err(), "{text}");
        }
    }
}
