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
    assert!(!network.stages.is_empty() && network.input.iter().all(|size| *size > 0));
    // The channels of a position, and how many positions there are.
    let (mut inputs, mut positions) = match network.input[..] {
        [values] => (values, vec![]),
        [steps, features] => (features, vec![steps]),
        [channels, rows, columns] => (channels, vec![rows, columns]),
        _ => panic!("{:?}", network.input),
    };
    for stage in &network.stages {
        let mut lengths: Vec<usize> = stage.tensors.iter().map(Vec::len).collect();
        if stage.activation.0 == "prelu" {
            assert_eq!(lengths.pop(), Some(1));
        }
        let taps = stage.window.as_ref().map_or(1, |window| window.taps.iter().product());
        let groups = stage.window.as_ref().map_or(1, |window| window.groups);
        let weights = match stage.kind {
            None => inputs * stage.outputs,
            Some("conv") => taps * (inputs / groups) * stage.outputs,
            Some(_) => taps * stage.outputs,
        };
        match stage.kind {
            None | Some("conv" | "depthwise") if stage.has_bias => assert_eq!(lengths, [weights, stage.outputs]),
            None | Some("conv" | "depthwise") => assert_eq!(lengths, [weights]),
            Some("layer_norm") => assert_eq!(lengths, [inputs; 2]),
            Some("rms_norm") => assert_eq!(lengths, [inputs]),
            Some("batch_norm") => assert_eq!(lengths, [inputs; 4]),
            Some(_) => assert!(lengths.is_empty()),
        }
        if let Some(window) = &stage.window {
            assert_eq!(window.taps.len(), positions.len());
            for (at, size) in positions.iter_mut().enumerate() {
                let reach = window.dilation[at] * (window.taps[at] - 1) + 1;
                assert!(reach <= *size + 2 * window.pad[at], "{stage:?} of {size}");
                *size = (*size + 2 * window.pad[at] - reach) / window.stride[at] + 1;
            }
        }
        let values = inputs * positions.iter().product::<usize>();
        match stage.kind {
            None => assert!(positions.is_empty()),
            Some("conv") => assert_eq!((inputs % groups, stage.outputs % groups), (0, 0)),
            Some("flatten") => assert_eq!((stage.outputs, !positions.is_empty()), (values, true)),
            Some(_) => assert_eq!(stage.outputs, inputs),
        }
        if matches!(stage.kind, Some("flatten" | "global_avg_pool")) {
            positions.clear();
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
