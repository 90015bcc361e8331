//! Networks with every layer and every kind of name.

use std::path::PathBuf;

use staticnn::prelude::*;

network! {
    pub struct Sequential< 3 -> 5 relu -> layer_norm -> 4 prelu -> 2 >;
    #[scalar(f64)]
    pub struct Precise< 3 -> 5 relu -> layer_norm -> 4 prelu -> 2 >;
    pub struct Named< 3 -> fc1: 5 relu -> norm: layer_norm -> fc2: 4 prelu -> fc3: 2 >;
    pub struct Encoder< 3 -> 5 relu -> 4 tanh >;
    pub struct Nested< 3 -> Encoder -> 2 >;
    pub struct Outer< 3 -> encoder: Encoder -> head: 2 >;
    pub struct Deep< 3 -> 3 no_bias -> outer: Outer -> layer_norm(0.001) leaky_relu(0.1) -> 1 sigmoid >;
    pub struct Line< 1 -> 1 >;
}

/// A network of drawn weights, some of them special.
pub fn drawn<N: Network>(seed: u64) -> N
where
    StandardNormal: Initializer<N::Scalar>,
{
    N::new(&StandardNormal, &mut ChaCha8Rng::seed_from_u64(seed))
}

/// A file of tests/golden/files.
pub fn golden(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "golden", "files", name].iter().collect()
}

/// A path for a file of this test, in a folder for temporary files.
pub fn temporary(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("files");
    std::fs::create_dir_all(&folder).unwrap();
    folder.join(name)
}
