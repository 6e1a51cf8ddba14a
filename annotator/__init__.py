"""The domain: what annotation, workflow and learning mean, without IO, clock or chance."""
