//! Thousands of damaged files: each is loaded whole or refused, and nothing panics. `.ci/fuzz` does that with the compiler's
//! help.

use rand::RngExt;
use rand::rngs::ChaCha8Rng;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use staticnn::prelude::*;

use crate::networks::{Deep, Picture, drawn};

const FILES: u32 = 6_000;

/// Pieces that headers consist of, and numbers that overflow.
const PIECES: [&str; 24] = [
    "{",
    "}",
    "[",
    "]",
    "\"",
    ":",
    ",",
    "\\u0000",
    "0",
    "-1",
    "1e9",
    "18446744073709551615",
    "4294967296",
    "null",
    "\"F16\"",
    "\"BF16\"",
    "\"F64\"",
    "\"I8\"",
    "\"F4\"",
    "\"__metadata__\"",
    "\"staticnn\"",
    "version",
    "layer1.weight",
    "[0,0]",
];

/// Damages a file in one of several ways.
fn damage(bytes: &mut Vec<u8>, rng: &mut ChaCha8Rng) {
    let at = rng.random_range(0..bytes.len());
    let header = 8 + usize::try_from(u64::from_le_bytes(*bytes.first_chunk().unwrap_or(&[0; 8]))).unwrap_or(0);
    match rng.random_range(0..7) {
        0 => bytes[at] ^= 1 << rng.random_range(0..8),
        1 => bytes[at] = rng.random(),
        2 => bytes.truncate(at),
        3 => drop(bytes.drain(at..(at + rng.random_range(1..9)).min(bytes.len()))),
        4 => bytes.extend((0..rng.random_range(1..9)).map(|_| rng.random::<u8>())),
        _ if header > 9 && header <= bytes.len() => {
            // Another piece in the header, whose length is put right.
            let at = rng.random_range(8..header);
            let piece = PIECES[rng.random_range(0..PIECES.len())];
            let end = (at + rng.random_range(0..=piece.len())).min(header);
            bytes.splice(at..end, piece.bytes());
            let length = (header - 8 - (end - at) + piece.len()) as u64;
            bytes[..8].copy_from_slice(&length.to_le_bytes());
        }
        _ => bytes.insert(at, rng.random()),
    }
    if bytes.is_empty() {
        bytes.push(0);
    }
}

fn takes_whole_or_refuses<N: Network<Scalar = f32>>(seed: u64) -> u32 {
    let net: N = drawn(1);
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let files = [net.to_safetensors(), net.to_pytorch()];
    let mut taken = 0;
    for index in 0..FILES / 2 {
        let mut bytes = files[index as usize % 2].clone();
        for _ in 0..rng.random_range(1..4) {
            damage(&mut bytes, &mut rng);
        }
        let mut target: N = drawn(2);
        let loaded = [target.load_safetensors(&bytes), target.load_pytorch_bytes(&bytes)];
        match loaded.into_iter().find_map(Result::ok) {
            Some(()) => taken += 1,
            None => assert_eq!(target.parameters(), drawn::<N>(2).parameters(), "half loaded: {bytes:?}"),
        }
    }
    taken
}

#[test]
fn damaged_files_are_taken_whole_or_refused() {
    let taken = takes_whole_or_refuses::<Picture>(1) + takes_whole_or_refuses::<Deep>(2);
    // Damage to a value alone can't be seen. If nothing were taken, the damage would all be of one kind.
    assert!(0 < taken && taken < FILES / 2, "{taken} of {FILES} files were taken");
}

network! {
    #[derive(Serialize, Deserialize)]
    struct Stored< 2 -> 3 prelu -> layer_norm -> 1 >;
}

/// What is read of damaged JSON and of damaged postcard can be written. How many were read.
fn reads_or_refuses<T: Serialize + DeserializeOwned>(value: &T, seed: u64) -> usize {
    let texts = [serde_json::to_vec(value).unwrap(), postcard::to_allocvec(value).unwrap()];
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut read = 0;
    for index in 0..1000 {
        let mut bytes = texts[index % 2].clone();
        damage(&mut bytes, &mut rng);
        let found =
            if index % 2 == 0 { serde_json::from_slice(&bytes).ok() } else { postcard::from_bytes(&bytes).ok() };
        if let Some(value) = found {
            let value: T = value;
            postcard::to_allocvec(&value).unwrap();
            read += 1;
        }
    }
    read
}

#[test]
fn damaged_texts_are_read_or_refused() {
    let net: Stored = drawn(3);
    let wrapped: ClipNorm<Stored, _> = ClipNorm::new(1.0, Momentum::<Stored>::new(0.1, 0.9));
    let history: History = [2.0, 1.0].into_iter().collect();
    let read = [
        reads_or_refuses(&net, 1),
        reads_or_refuses(&Adam::<Stored>::new(0.1), 2),
        reads_or_refuses(&wrapped, 3),
        reads_or_refuses(&history, 4),
    ];
    assert!(read.iter().all(|read| (1..1000).contains(read)), "{read:?}");
}
