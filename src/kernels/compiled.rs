//! The kernels that the library compiles, for sizes known at run time: large layers and optimizers call them.
//!
//! A generic function is compiled again in every crate that calls it. The methods of these traits aren't generic: they
//! are compiled once, for each vector type or scalar type.

use crate::activation::{Fused, Linear, Relu};
use crate::kernels::attention::attend::{SamplePtr, attend};
use crate::kernels::attention::back::{BackPtr as AttentionBackPtr, attend_back};
use crate::kernels::attention::sizes::Sizes as AttentionSizes;
use crate::kernels::attention::step::{StepPtr as AttentionStepPtr, attend_step};
use crate::kernels::batch_norm::{ChannelsPtr, batch_norm_backward, batch_norm_forward};
use crate::kernels::channelwise;
use crate::kernels::conv::forward::forward as conv_forward;
use crate::kernels::conv::geometry::Sweep;
use crate::kernels::conv::scatter::scatter as conv_scatter;
use crate::kernels::conv::weight_gradient::weight_gradient as conv_weight_gradient;
use crate::kernels::distribution::{Back, distribute};
use crate::kernels::dropout::{Rate, dropped};
use crate::kernels::epilogue::{BiasActivation, TimesDerivative};
use crate::kernels::losses::cross_entropy;
use crate::kernels::norm::{DerivativesPtr, InputPtr, MomentsPtr, ParametersPtr, Sizes, norm_backward, norm_forward};
use crate::kernels::outer::outer;
use crate::kernels::packed::{FEWEST, product_packed};
use crate::kernels::product::{Right, product};
use crate::kernels::recurrent::back::{BackPtr, step_back};
use crate::kernels::recurrent::gru::GruCell;
use crate::kernels::recurrent::lstm::LstmCell;
use crate::kernels::recurrent::name::CellName;
use crate::kernels::recurrent::rnn::RnnCell;
use crate::kernels::recurrent::step::{StepPtr, row, step};
use crate::kernels::reduction::{Largest, Mean, Pool, reduce};
use crate::kernels::single::{single, single_input_gradient};
use crate::kernels::sums::{Term, sums};
use crate::kernels::tap_gradient::tap_gradient;
use crate::kernels::taps::{Filter, Taps};
use crate::kernels::transpose::transpose;
use crate::kernels::updates::{self, AdamStep};
use crate::kernels::weight_gradient::{GradientPtr, weight_gradient};
use crate::rows::{RowsMutPtr, RowsPtr};
#[cfg(target_arch = "x86_64")]
use crate::simd::avx2::{self, Avx2};
#[cfg(target_arch = "x86_64")]
use crate::simd::avx512::{self, Avx512};
use crate::simd::dispatch::dispatch;
use crate::simd::isa::Isa;
use crate::simd::kind::Kind;
use crate::simd::lanes::Lanes;
use crate::simd::portable::{self, Portable};

/// An instruction set with compiled kernels. The passes are generic over it. A value is a token: proof that the CPU
/// supports the set.
#[allow(private_bounds, reason = "the kernels are private")]
pub trait Processor: Isa<F32: Compiled, F64: Compiled> {}

impl<S: Isa<F32: Compiled, F64: Compiled>> Processor for S {}

/// Defines [`Compiled`], and implements it for every vector type, from a list of methods. Those with `[fused as F]`
/// take a [`Fused`]: their bodies are compiled for each of its activations, named `F`.
macro_rules! compiled {
    (@define $($kernel:ident $([$fused:ident as $F:ident])? ($($operand:ident: $Type:ty),+) => $body:expr;)+) => {
        /// A vector type with its compiled kernels. Each method calls the function whose name it has.
        ///
        /// # Safety
        ///
        /// For all methods: the obligations of that function, and the CPU supports the instruction set.
        #[allow(clippy::missing_safety_doc, reason = "the section above is for all methods")]
        #[allow(private_interfaces, reason = "only kernels call the methods")]
        pub trait Compiled: Lanes {
            $(#[doc(hidden)] unsafe fn $kernel($($fused: Fused,)? $($operand: $Type),+);)+
        }
    };
    (@implement $V:ty, $isa:expr;
        $($kernel:ident $([$fused:ident as $F:ident])? ($($operand:ident: $Type:ty),+) => $body:expr;)+
    ) => {
        // SAFETY, for every block: the methods have the obligations of the functions that they call, and of the tokens'
        // `new`, that the CPU supports the instruction set.
        #[allow(clippy::undocumented_unsafe_blocks, reason = "the comment above is for all of them")]
        #[allow(unused_unsafe, reason = "the portable token is safe to make")]
        #[allow(private_interfaces, reason = "only kernels call the methods")]
        impl Compiled for $V {
            $(
                #[inline(never)]
                unsafe fn $kernel($($fused: Fused,)? $($operand: $Type),+) {
                    compiled!(@enter $isa, $([$fused as $F])? $body)
                }
            )+
        }
    };
    (@enter $isa:expr, [$fused:ident as $F:ident] $body:expr) => {
        match $fused {
            Fused::Linear => {
                type $F = Linear;
                compiled!(@enter $isa, $body)
            }
            Fused::Relu => {
                type $F = Relu;
                compiled!(@enter $isa, $body)
            }
        }
    };
    (@enter $isa:expr, $body:expr) => {
        unsafe { $isa.enter(#[inline(always)] || $body) }
    };
    ($($kernels:tt)+) => {
        compiled! { @define $($kernels)+ }
        compiled! { @implement portable::F32, Portable; $($kernels)+ }
        compiled! { @implement portable::F64, Portable; $($kernels)+ }
        #[cfg(target_arch = "x86_64")]
        compiled! { @implement avx2::F32, Avx2::new(); $($kernels)+ }
        #[cfg(target_arch = "x86_64")]
        compiled! { @implement avx2::F64, Avx2::new(); $($kernels)+ }
        #[cfg(target_arch = "x86_64")]
        compiled! { @implement avx512::F32, Avx512::new(); $($kernels)+ }
        #[cfg(target_arch = "x86_64")]
        compiled! { @implement avx512::F64, Avx512::new(); $($kernels)+ }
    };
}

compiled! {
    // A panel has room for the inputs, or for `packed::DEPTH` of them, a vector each; it may be null.
    product_activation [fused as F] (
        x: RowsPtr<Self::Scalar>,
        w: Right<Self::Scalar>,
        bias: *const Self::Scalar,
        y: RowsMutPtr<Self::Scalar>,
        sizes: [usize; 3],
        panel: *mut Self::Scalar
    ) => {
        let epilogue = BiasActivation::<Self, F>::new(bias);
        if const { matches!(Self::KIND, Kind::Avx2) } && sizes[0] >= FEWEST && !panel.is_null() {
            product_packed(x, w.rows, y, sizes, panel, epilogue);
        } else {
            product(x, w, y, sizes, epilogue);
        }
    };

    product_derivative [fused as F] (
        d: RowsPtr<Self::Scalar>,
        w: Right<Self::Scalar>,
        outputs: RowsPtr<Self::Scalar>,
        dx: RowsMutPtr<Self::Scalar>,
        sizes: [usize; 3]
    ) => product::<Self, _>(d, w, dx, sizes, TimesDerivative::<Self, F>::new(outputs));

    weight_gradient(
        x: RowsPtr<Self::Scalar>,
        d: RowsPtr<Self::Scalar>,
        gradient: GradientPtr<Self::Scalar>,
        sizes: [usize; 3],
        copies: *mut Self::Scalar
    ) => weight_gradient::<Self>(x, d, gradient, sizes, copies);

    outer(
        x: *const Self::Scalar,
        d: *const Self::Scalar,
        gradient: GradientPtr<Self::Scalar>,
        sizes: [usize; 2]
    ) => outer::<Self>(x, d, gradient, sizes);

    transpose(w: *const Self::Scalar, sizes: [usize; 2], to: *mut Self::Scalar, stride: usize)
        => transpose::<Self>(w, sizes, to, stride);

    single_activation [fused as F] (
        x: *const Self::Scalar,
        w: *const Self::Scalar,
        bias: *const Self::Scalar,
        y: *mut Self::Scalar,
        sizes: [usize; 2]
    ) => single::<Self, _>(x, w, BiasActivation::<Self, F>::new(bias), y, sizes);

    single_input_gradient(
        d: *const Self::Scalar,
        w: *const Self::Scalar,
        dx: *mut Self::Scalar,
        sizes: [usize; 2]
    ) => single_input_gradient::<Self>(d, w, dx, sizes);

    norm_forward(
        centred: bool,
        sizes: Sizes,
        x: RowsPtr<Self::Scalar>,
        parameters: ParametersPtr<Self::Scalar>,
        y: RowsMutPtr<Self::Scalar>,
        moments: MomentsPtr<Self::Scalar>
    ) => if centred {
        norm_forward::<Self, true>(sizes, x, parameters, y, moments);
    } else {
        norm_forward::<Self, false>(sizes, x, parameters, y, moments);
    };

    norm_backward(
        centred: bool,
        sizes: Sizes,
        x_and_d: [RowsPtr<Self::Scalar>; 2],
        gain: *const Self::Scalar,
        moments: MomentsPtr<Self::Scalar>,
        to: DerivativesPtr<Self::Scalar>,
        dx: Option<InputPtr<Self::Scalar>>
    ) => if centred {
        norm_backward::<Self, true>(sizes, x_and_d, gain, moments, to, dx);
    } else {
        norm_backward::<Self, false>(sizes, x_and_d, gain, moments, to, dx);
    };

    batch_norm_forward(
        sizes: Sizes,
        x: RowsPtr<Self::Scalar>,
        channels: ChannelsPtr<Self::Scalar>,
        y: RowsMutPtr<Self::Scalar>
    ) => batch_norm_forward::<Self>(sizes, x, channels, y);

    batch_norm_backward(
        sizes: Sizes,
        d: RowsPtr<Self::Scalar>,
        channels: ChannelsPtr<Self::Scalar>,
        dx: RowsMutPtr<Self::Scalar>,
        adds: bool
    ) => batch_norm_backward::<Self>(sizes, d, channels, dx, adds);

    dropped(
        sizes: [usize; 2],
        key_and_first: [u64; 2],
        from: RowsPtr<Self::Scalar>,
        to: RowsMutPtr<Self::Scalar>,
        rate: Rate<Self::Scalar>,
        adds: bool
    ) => dropped(sizes, key_and_first, from, to, rate, adds);

    cross_entropy(
        z: RowsPtr<Self::Scalar>,
        classes: &[usize; 16],
        d: RowsMutPtr<Self::Scalar>,
        sizes: [usize; 2],
        share: Self::Scalar,
        losses: &mut Self
    ) => cross_entropy(z, classes, d, sizes, share, losses);

    conv_forward [fused as F] (
        sweep: &Sweep,
        x: *const Self::Scalar,
        w: *const Self::Scalar,
        bias: *const Self::Scalar,
        y: *mut Self::Scalar
    ) => conv_forward::<Self, F>(sweep, x, w, bias, y);

    conv_weight_gradient(
        sweep: &Sweep,
        x: *const Self::Scalar,
        d: *const Self::Scalar,
        gradient: GradientPtr<Self::Scalar>,
        planes: *mut Self::Scalar
    ) => conv_weight_gradient::<Self>(sweep, x, d, gradient, planes);

    conv_scatter(sweep: &Sweep, d: *const Self::Scalar, w: *const Self::Scalar, dx: *mut Self::Scalar)
        => conv_scatter::<Self>(sweep, d, w, dx);

    max_pool(x: *const Self::Scalar, y: *mut Self::Scalar, pool: &Pool)
        => reduce::<Self, Largest>(x, y, pool);

    max_pool_back [fused as F] (back: Back<Self::Scalar>, pool: &Pool)
        => distribute::<Self, Largest, F>(back, pool);

    mean_pool(x: *const Self::Scalar, y: *mut Self::Scalar, pool: &Pool)
        => reduce::<Self, Mean>(x, y, pool);

    mean_pool_back [fused as F] (back: Back<Self::Scalar>, pool: &Pool)
        => distribute::<Self, Mean, F>(back, pool);

    depthwise [fused as F] (
        x: *const Self::Scalar,
        filter: Filter<Self::Scalar>,
        bias: *const Self::Scalar,
        y: *mut Self::Scalar,
        taps: &Taps
    ) => channelwise::correlate::<Self, _>(x, filter, y, taps, channelwise::forward::<Self, F>(bias));

    depthwise_input [fused as F] (
        d: *const Self::Scalar,
        filter: Filter<Self::Scalar>,
        kept: *const Self::Scalar,
        dx: *mut Self::Scalar,
        taps: &Taps
    ) => channelwise::correlate::<Self, _>(d, filter, dx, taps, channelwise::backward::<Self, F>(kept));

    depthwise_scatter(d: *const Self::Scalar, w: *const Self::Scalar, dx: *mut Self::Scalar, taps: &Taps)
        => channelwise::scatter::<Self>(d, w, dx, taps);

    depthwise_weights(
        x: *const Self::Scalar,
        d: *const Self::Scalar,
        gradient: GradientPtr<Self::Scalar>,
        taps: &Taps
    ) => tap_gradient::<Self>(x, d, gradient, taps);

    sums_of_terms(terms: &[Term<Self::Scalar>], z: RowsMutPtr<Self::Scalar>, sizes: [usize; 2]) => sums::<Self>(terms, z, sizes);

    recurrent_row(cell: CellName, units: usize, ptr: &StepPtr<Self::Scalar>) => match cell {
        CellName::Gru => row::<Self, GruCell>(units, ptr),
        CellName::Lstm => row::<Self, LstmCell>(units, ptr),
        CellName::Rnn => {}
    };

    recurrent_step(cell: CellName, sizes: [usize; 2], ptr: &StepPtr<Self::Scalar>) => match cell {
        CellName::Rnn => step::<Self, RnnCell>(sizes, ptr),
        CellName::Gru => step::<Self, GruCell>(sizes, ptr),
        CellName::Lstm => step::<Self, LstmCell>(sizes, ptr),
    };

    recurrent_back(cell: CellName, sizes: [usize; 2], ptr: &BackPtr<Self::Scalar>) => match cell {
        CellName::Rnn => step_back::<Self, RnnCell>(sizes, ptr),
        CellName::Gru => step_back::<Self, GruCell>(sizes, ptr),
        CellName::Lstm => step_back::<Self, LstmCell>(sizes, ptr),
    };

    attend(sizes: &AttentionSizes, ptr: SamplePtr<Self::Scalar>) => attend::<Self>(sizes, ptr);

    attend_back(sizes: &AttentionSizes, ptr: AttentionBackPtr<Self::Scalar>) => attend_back::<Self>(sizes, ptr);

    attend_step(sizes: &AttentionSizes, ptr: AttentionStepPtr<Self::Scalar>, places: [usize; 2])
        => attend_step::<Self>(sizes, ptr, places);
}

/// Defines [`Updates`], and implements it for `f32` and `f64`, from a list of methods.
macro_rules! updates {
    (@implement $T:ty, $Lanes:ident; $($update:ident($($operand:ident: $Type:ty),+);)+) => {
        impl Updates for $T {
            $(
                #[inline(never)]
                fn $update($($operand: $Type),+) {
                    dispatch!(_isa: S => updates::$update::<<S as Isa>::$Lanes>($($operand),+));
                }
            )+
        }
    };
    ($($update:ident($($operand:ident: $Type:ty),+);)+) => {
        /// A scalar type with its compiled updates. Each method calls the function whose name it has.
        pub trait Updates: Sized {
            $(#[doc(hidden)] fn $update($($operand: $Type),+);)+
        }

        updates! { @implement f32, F32; $($update($($operand: $Type),+);)+ }
        updates! { @implement f64, F64; $($update($($operand: $Type),+);)+ }
    };
}

updates! {
    descend(p: &mut [Self], g: &[Self], rate: Self);
    add_carrying(total: &mut [Self], carry: &mut [Self]);
    momentum(p: &mut [Self], g: &[Self], v: &mut [Self], rate_and_momentum: [Self; 2], nesterov: bool);
    adam(p: &mut [Self], g: &[Self], m: &mut [Self], v: &mut [Self], step: AdamStep<Self>);
    nadam(p: &mut [Self], g: &[Self], m: &mut [Self], v: &mut [Self], step: AdamStep<Self>, gradient_rate: Self);
    radam_start(p: &mut [Self], g: &[Self], m: &mut [Self], v: &mut [Self], rate: Self, betas: [Self; 2]);
    scaled(p: &mut [Self], g: &[Self], v: &mut [Self], rate_and_epsilon: [Self; 2], kept_and_added: [Self; 2]);
    lion(p: &mut [Self], g: &[Self], m: &mut [Self], rate: Self, betas: [Self; 2]);
}
