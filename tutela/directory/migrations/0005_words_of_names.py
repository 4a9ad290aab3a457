import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0004_finder_indexes'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='servicepoint', name='service_point_words'),
        migrations.AddField(
            model_name='servicepoint',
            name='words',
            field=models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.SearchVector('name', config='simple'), output_field=django.contrib.postgres.search.SearchVectorField()),
        ),
        migrations.AddIndex(
            model_name='servicepoint',
            index=django.contrib.postgres.indexes.GinIndex(fields=['words'], name='service_point_words'),
        ),
        migrations.AddIndex(
            model_name='servicepoint',
            index=models.Index(condition=models.Q(('confidential', False), ('ended_on', None), ('published', True), ('suspended_on', None)), fields=['name', 'id'], include=('office', 'words', 'open_slots', 'minimum_age', 'maximum_age'), name='service_point_published'),
        ),
    ]
