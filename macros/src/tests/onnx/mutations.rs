//! Files with random changes: the reader doesn't panic, and what it takes is a network whose tensors have the sizes of its
//! stages.
//!
//! `STATICNN_MUTATIONS=100000 cargo test --release -p staticnn-macros --features pretrained onnx::mutations` sets their number;
//! the default is lower.

use std::panic::catch_unwind;

use super::{file, models};
use crate::onnx::{Network, read};
use crate::tests::mutations::Random;

/// Changes one to four places of a file.
fn mutation(random: &mut Random, bytes: &mut Vec<u8>) {
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len().max(1));
        match random.below(6) {
            0 => bytes.truncate(at),
            1 if !bytes.is_empty() => drop(bytes.remove(at)),
            2 => bytes.insert(at, random.below(256) as u8),
            3 if !bytes.is_empty() => {
                let end = (at + random.below(40)).min(bytes.len());
                let part = bytes[at..end].to_vec();
                let to = random.below(bytes.len());
                bytes.splice(to..to, part);
            }
            4 if !bytes.is_empty() => bytes[at] ^= 1 << random.below(8),
            _ if !bytes.is_empty() => bytes[at] = [0, 1, 2, 0x7f, 0x80, 0xff][random.below(6)],
            _ => {}
        }
    }
}

fn hold(network: &Network) {
    let mut inputs = network.input;
    assert!(inputs > 0 && !network.stages.is_empty());
    for stage in &network.stages {
        let mut lengths: Vec<usize> = stage.tensors.iter().map(Vec::len).collect();
        if stage.activation.0 == "prelu" {
            assert_eq!(lengths.pop(), Some(1));
        }
        match stage.kind {
            None if stage.has_bias => assert_eq!(lengths, [inputs * stage.outputs, stage.outputs]),
            None => assert_eq!(lengths, [inputs * stage.outputs]),
            Some(_) => assert_eq!((&lengths[..], stage.outputs), (&[inputs, inputs][..], inputs)),
        }
        inputs = stage.outputs;
    }
}

#[test]
fn no_mutation_makes_the_reader_panic() {
    let default = if cfg!(debug_assertions) { 1_500 } else { 100_000 };
    let count = std::env::var("STATICNN_MUTATIONS").ok().and_then(|count| count.parse().ok()).unwrap_or(default);
    let files: Vec<Vec<u8>> = models().iter().map(|golden| file(&golden.name)).collect();
    let (mut random, mut taken) = (Random(42), 0);
    for index in 0..count {
        let mut bytes = files[random.below(files.len())].clone();
        mutation(&mut random, &mut bytes);
        let result = catch_unwind(|| read(&bytes));
        match result.unwrap_or_else(|_| panic!("mutation {index}: the reader panics")) {
            Ok(network) => {
                hold(&network);
                taken += 1;
            }
            Err(message) => assert!(!message.is_empty()),
        }
    }
    println!("{count} files, {taken} of them read");
    assert!(taken > 0 && taken < count, "{taken} of {count} are read");
}
