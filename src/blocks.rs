//! The passes over samples: in blocks, with the instruction set entered once.

use core::ops::Range;
use core::slice;

use crate::activation::Linear;
use crate::flat::{self, Flat};
use crate::gradient::{Buffers, Gradient};
use crate::kernels::compiled::Processor;
use crate::kernels::elementwise;
use crate::layer::contract::{Inputs, Layer, Outputs, Seen};
use crate::layer::input_gradient::{Before, is_linear};
use crate::layer::model::Model;
use crate::layer::row_activation::RowActivation;
use crate::loss::Loss;
use crate::number::Number;
use crate::pass::{Pass, Prediction, Taped, Training};
use crate::real::Real;
use crate::rows::{Rows, RowsMut};
use crate::samples::Samples;
use crate::shape::{Shape, Size, U1, Zeros, filled};
use crate::simd::dispatch::dispatch;
use crate::tape::Tape;

/// A network whose input consists of floats.
pub trait Floats: Model<InputShape: Shape<Element<Self::Float> = Self::Float>> {}
