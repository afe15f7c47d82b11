//! The methods that every stream of a walk has without an import of `futures`.

/// Defines `next`, `try_next`, `try_collect` and `try_for_each`, with the meaning they have in `futures::StreamExt` and
/// `futures::TryStreamExt`.
macro_rules! inherent_methods {
    ({ $($generics:tt)* } $stream:ty, $item:ty) => {
        impl<$($generics)*> $stream {
            /// The next value, or the error of the walk; `None` at the end, and always after an error.
            ///
            /// # Cancellation
            ///
            /// Dropping the future loses nothing: a request in flight continues with the next call.
            pub async fn next(&mut self) -> Option<Result<$item, crate::error::Error>> {
                futures_util::StreamExt::next(self).await
            }

            /// The next value; `None` at the end.
            ///
            /// # Errors
            ///
            /// The error of the walk, once; `None` follows it.
            ///
            /// # Cancellation
            ///
            /// The same as for [`next`](Self::next).
            pub async fn try_next(&mut self) -> Result<Option<$item>, crate::error::Error> {
                self.next().await.transpose()
            }

            /// Collects all remaining values.
            ///
            /// # Errors
            ///
            /// The error of the walk; the values before it are lost.
            pub async fn try_collect<B>(mut self) -> Result<B, crate::error::Error>
            where
                B: Default + Extend<$item>,
            {
                let mut all = B::default();
                while let Some(one) = self.next().await {
                    all.extend([one?]);
                }
                Ok(all)
            }

            /// Calls a function with each value, one after the other, until it fails or the walk ends.
            ///
            /// # Errors
            ///
            /// The error of the walk, or of the function.
            pub async fn try_for_each<Each>(mut self, mut each: Each) -> Result<(), crate::error::Error>
            where
                Each: AsyncFnMut($item) -> Result<(), crate::error::Error>,
            {
                while let Some(one) = self.next().await {
                    each(one?).await?;
                }
                Ok(())
            }
        }
    };
}

pub(crate) use inherent_methods;
