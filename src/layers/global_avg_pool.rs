//! The mean of each channel.

use crate::activation::{Activation, Linear};
use crate::flat::Nothing;
use crate::grid::Grid;
use crate::kernels::dense::Target;
use crate::kernels::pool::{self, Of};
use crate::kernels::reduction::Pool;
use crate::layer::contract::{InputGradient, Inputs, Layer, Seen};
use crate::layer::stage::Stage;
use crate::layers::parameterless::{holds_nothing, parameterless};
use crate::pass::Pass;
use crate::rows::RowsMut;
use crate::scalar::Scalar;
use crate::shape::{Features, Length, Size};

/// The mean of each channel over all positions of the grid `X`: y = sum of x over the positions / positions.
///
/// Shapes, for a block of n samples: x is n x (height · width · channels), y is n x channels. dL/dx is dL/dy / positions, at
/// each position. The tape is empty.
///
/// ```
/// use staticnn::layer::{Block, Layer, Rows, Zeros, call};
/// use staticnn::layers::GlobalAvgPool;
/// use staticnn::shape::{Series, U1, U2, U3};
///
/// let mut y = Block::<f32, U2, U1>::ZEROS;
/// let x = [1.0, 10.0, 2.0, 20.0, 6.0, 60.0]; // three steps of two features
/// let pool = GlobalAvgPool::<f32, Series<U3, U2>>::ZEROED;
/// pool.forward_rows(call::<U1>(1), Rows::new(&x, 6), y.rows_mut(), &mut (), &mut ());
/// assert_eq!(y.rows().row(0), [3.0, 30.0]);
/// ```
#[repr(C)]
pub struct GlobalAvgPool<T: Scalar, X: Grid> {
    nothing: Nothing<T, (X,)>,
}

parameterless!([T: Scalar, X: Grid<Element<T> = T>] GlobalAvgPool<T, X>);

impl<T: Scalar, X: Grid<Element<T> = T>> Layer for GlobalAvgPool<T, X> {
    type Float = T;
    type InputShape = X;
    type OutputShape = Features<X::Channels>;
    type Activation = Linear;
    holds_nothing!();

    const STAGE: Stage = Stage { kind: "global_avg_pool", ..Self::OUTLINE };

    #[inline(always)]
    fn forward_rows<P: Pass>(&self, pass: P, x: Inputs<'_, Self>, y: RowsMut<'_, T>, (): &mut (), (): &mut ()) {
        pool::forward(pass.isa(), pass.rows(), (Of::Mean, whole::<X>()), x, y);
    }

    #[inline(always)]
    fn backward_rows<P: Pass, B: Activation>(
        &self,
        pass: P,
        seen: Seen<'_, Self, P>,
        d: RowsMut<'_, T>,
        dx: InputGradient<'_, Self, P, B>,
        _: &mut Self,
        (): &mut (),
    ) {
        if let Some(dx) = dx {
            let (pool, dx) = ((Of::Mean, whole::<X>()), dx.into_parts());
            let target = Target { dx: dx.d, kept: dx.kept, add: dx.adds };
            pool::backward::<_, T, B>(pass.isa(), pass.rows(), pool, [seen.x, seen.y, d.as_rows()], target);
        }
    }
}

/// A pool with one window, the whole grid.
const fn whole<X: Grid>() -> &'static Pool {
    const {
        let size = [X::Height::VALUE, X::Width::VALUE];
        &Pool::new(X::Channels::VALUE, [size, [1, 1]], [size, size])
    }
}
