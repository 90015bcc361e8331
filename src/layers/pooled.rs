//! What the layers of pools have in common.

/// Implements the layer of a pool from its kind and what a window is reduced to ([`Of`](crate::kernels::pool::Of)).
macro_rules! pooled {
    ($Name:ident, $kind:literal, $of:expr) => {
        $crate::layers::parameterless::parameterless!(
            [T: Scalar, X: Grid<Element<T> = T>, Y: Grid, W: Sliding] $Name<T, X, Y, W>
        );

        impl<T: Scalar, X: Grid<Element<T> = T>, Y: Grid, W: Sliding> Layer for $Name<T, X, Y, W> {
            type Float = T;
            type InputShape = X;
            type OutputShape = Y;
            type Activation = Linear;
            $crate::layers::parameterless::holds_nothing!();

            const STAGE: Stage = Stage { kind: $kind, attributes: Placed::<X, W>::POOL, ..Self::OUTLINE };

            #[inline(always)]
            fn forward_rows<P: Pass>(&self, pass: P, x: Inputs<'_, Self>, y: RowsMut<'_, T>, (): &mut (), (): &mut ()) {
                pool::forward(pass.isa(), pass.rows(), ($of, Placed::<X, W>::pool::<Y>()), x, y);
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
                    let (pool, dx) = (($of, Placed::<X, W>::pool::<Y>()), dx.into_parts());
                    let target = Target { dx: dx.d, kept: dx.kept, add: dx.adds };
                    pool::backward::<_, T, B>(pass.isa(), pass.rows(), pool, [seen.x, seen.y, d.as_rows()], target);
                }
            }
        }
    };
}

pub(super) use pooled;
