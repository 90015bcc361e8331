//! Networks with every layer and every kind of name.

use std::path::PathBuf;

use staticnn::activation::{Activation, Linear};
use staticnn::layer::{
    Features, InputGradient, Inputs, Layer, Pass, PyTorch, RowsMut, Seen, Stage, Tensor, Vector, Zeros, keeps_nothing,
};
use staticnn::prelude::*;
use staticnn::shape::{U2, U24};

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
    /// What PyTorch has with its channels first: an image, and a series, which is features x steps there.
    pub struct Picture<
        2x12x10 -> conv 4 (3x2, stride 2x1, pad 1x0, dilation 1x2) -> batch_norm relu -> depthwise (3x3, pad 1) prelu
        -> max_pool 2x2 -> conv 6 (1x1, groups 2) no_bias -> layer_norm gelu -> rms_norm -> dropout 0.2 -> avg_pool 3x2
        -> flatten -> 3
    >;
    pub struct Signal<
        16x3 -> conv 4 (3, pad 1) tanh -> layer_norm -> depthwise (3, stride 2, pad 1) -> max_pool 2 -> conv 5 (1)
        -> batch_norm sigmoid -> flatten -> 2
    >;
    /// What PyTorch has as steps x features, with `batch_first=True`.
    pub struct Steps< 8x3 -> plain: rnn 4 -> gated: gru 5 -> memory: lstm 3 -> head: 2 >;
    /// A series of classes.
    pub struct Words<
        5 x classes(7) -> words: embedding 6 -> places: positions -> whole: attention 6 (heads 3) -> norm: layer_norm
        -> past: attention 6 (heads 2, causal) -> head: 3
    >;
    /// A layer of the program's own, with a tensor of three dimensions.
    pub struct Counted< 1 -> 2 -> Odd >;
}

/// y = x, with 24 numbers, which PyTorch has as 3 x 4 x 2, beside a counter.
pub struct Odd(pub Vector<f32, U24>);

impl Layer for Odd {
    type Float = f32;
    type InputShape = Features<U2>;
    type OutputShape = Features<U2>;
    type Activation = Linear;
    keeps_nothing!();
    const ZEROED: Self = Self(Zeros::ZEROS);
    const STAGE: Stage = Stage {
        kind: "odd",
        tensors: &[Tensor {
            name: "cube",
            shape: &[2, 3, 4],
            pytorch: PyTorch { order: &[1, 2, 0], counter: "calls", ..PyTorch::SAME },
            ..Tensor::PARAMETER
        }],
        ..Self::OUTLINE
    };
    fn tensors(&self) -> impl AsRef<[&[f32]]> {
        [&self.0[..]]
    }
    fn tensors_mut(&mut self) -> impl AsMut<[&mut [f32]]> {
        [&mut self.0[..]]
    }
    fn forward_rows<P: Pass>(&self, pass: P, x: Inputs<'_, Self>, mut y: RowsMut<'_, f32>, (): &mut (), (): &mut ()) {
        (0..pass.rows()).for_each(|row| y.row_mut(row).copy_from_slice(x.row(row)));
    }
    // Nothing trains it.
    fn backward_rows<P: Pass, B: Activation>(
        &self,
        _: P,
        _: Seen<'_, Self, P>,
        _: RowsMut<'_, f32>,
        _: InputGradient<'_, Self, P, B>,
        _: &mut Self,
        (): &mut (),
    ) {
    }
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
