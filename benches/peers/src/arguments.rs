//! Parses the command line: the sections of the table that are measured, and the number of rounds.

use anyhow::{Context, Result, bail};

/// A part of the table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Section {
    Walk,
    Latency,
    Nested,
    Memory,
    Decode,
    Export,
    Mirror,
    Instructions,
}

const SECTIONS: [(&str, Section); 8] = [
    ("walk", Section::Walk),
    ("latency", Section::Latency),
    ("nested", Section::Nested),
    ("memory", Section::Memory),
    ("decode", Section::Decode),
    ("export", Section::Export),
    ("mirror", Section::Mirror),
    ("instructions", Section::Instructions),
];

/// What is printed.
#[derive(Debug)]
pub(crate) struct Arguments {
    pub(crate) sections: Vec<Section>,
    /// The number of runs of each contender.
    pub(crate) rounds: usize,
}

impl Arguments {
    /// Reads the sections and `--rounds`; all sections if there are none.
    pub(crate) fn parse(words: &[&str]) -> Result<Self> {
        let mut arguments = Self {
            sections: Vec::new(),
            rounds: 11,
        };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            if *word == "--rounds" {
                let rounds = words.next().context("`--rounds` needs a number")?;
                arguments.rounds = rounds.parse().context("`--rounds` needs a number")?;
            } else if let Some((_, section)) = SECTIONS.iter().find(|(name, _)| name == word) {
                arguments.sections.push(*section);
            } else {
                let names: Vec<&str> = SECTIONS.iter().map(|(name, _)| *name).collect();
                bail!(
                    "`{word}` is not a section; choose from {}",
                    names.join(", ")
                );
            }
        }
        if arguments.sections.is_empty() {
            arguments.sections = SECTIONS.iter().map(|(_, section)| *section).collect();
        }
        anyhow::ensure!(arguments.rounds > 0, "`--rounds` is at least 1");
        Ok(arguments)
    }
}
